using Generate;

// Writes what follows from the options of protos/insurance/v1; `make generate` runs it from the root of the repository. With "baseline"
// it takes the present protos for those that later changes are held against.
var (root, baseline) = args switch
{
    ["baseline", var given] => (given, true),
    [var given] => (given, false),
    _ => throw new ArgumentException("generate [baseline] <root of the repository>"),
};
if (baseline)
{
    Baseline.Write(root);
    return;
}

foreach (var file in GeneratedFile.All(root))
{
    Console.WriteLine($"  {(file.IsStale ? "written" : "unchanged")}: {Path.GetRelativePath(root, file.Path)}");
    if (file.IsStale)
    {
        File.WriteAllText(file.Path, file.Text);
    }
}
