using Assurance;

Sizes sizes;
try
{
    sizes = Sizes.Parse(args);
}
catch (ArgumentException error)
{
    Console.Error.WriteLine(error.Message);
    return 2;
}

Console.WriteLine($"{DateTime.UtcNow:u}: {string.Join(", ", sizes.Parts)}; seed {sizes.Seed}; {Environment.ProcessorCount} cores");
var tally = await AssuranceRun.RunAsync(sizes);
Console.WriteLine();
Console.Write(tally);
Console.WriteLine($"{DateTime.UtcNow:u}: {(tally.IsClean ? "all zero" : "NOT all zero")}");
return tally.IsClean ? 0 : 1;
