using Google.Protobuf;

namespace Generate;

/// <summary>The protos of the API as they were released, without comments.</summary>
internal static class Baseline
{
    /// <summary>Takes the present for it.</summary>
    public static void Write(string root)
    {
        var present = ApiProtos.Set();
        var kept = new FileDescriptorSet { File = { present.File.Where(file => file.Package == "insurance.v1").OrderBy(file => file.Name, StringComparer.Ordinal) } };
        foreach (var file in kept.File)
        {
            file.SourceCodeInfo = null;
        }

        var path = Path.Combine(root, "protos", "insurance", "v1.baseline.binpb");
        File.WriteAllBytes(path, kept.ToByteArray());
        Console.WriteLine($"  written: {Path.GetRelativePath(root, path)}");
    }
}
