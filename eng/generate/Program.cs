using Generate;

// Writes what follows from protos/insurance/v1; `make generate` runs it from the root of the repository. With "baseline"
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

var files = GeneratedFile.All(root);
foreach (var left in GeneratedFile.Left(root, files))
{
    Console.WriteLine($"  deleted: {Path.GetRelativePath(root, left)}");
    File.Delete(left);
}

foreach (var file in files)
{
    Console.WriteLine($"  {(file.IsStale ? "written" : "unchanged")}: {Path.GetRelativePath(root, file.Path)}");
    if (file.IsStale)
    {
        File.WriteAllText(file.Path, file.Text);
    }
}
