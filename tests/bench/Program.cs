foreach (var b in new[] { 1, 20, 200 })
{
    Console.WriteLine($"{b}: {Insurance.Bench.LimitLoop.Run(System.IO.Path.GetTempPath() + "/limit", b, TimeSpan.FromSeconds(3)):N0}/s");
}
