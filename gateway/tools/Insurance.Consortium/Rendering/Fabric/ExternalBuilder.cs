namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>The three scripts with which a peer takes in chaincode that runs as a server.</summary>
internal static class ExternalBuilder
{
    /// <summary>The variable of a peer's environment that says where its chaincode servers are, as with Fabric's own builder.</summary>
    public const string Variable = "CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG";

    public const string Name = "ccaas";

    private static readonly string[] Scripts = ["detect", "build", "release"];

    /// <param name="folder">Receives <c>bin/</c>, where peers look for the scripts.</param>
    public static void Write(string folder)
    {
        foreach (var script in Scripts)
        {
            using var stream = typeof(ExternalBuilder).Assembly.GetManifestResourceStream($"builder/{script}")
                ?? throw new InvalidOperationException($"The program was built without its builder script {script}.");
            using var reader = new StreamReader(stream);
            RestrictedFile.WriteProgram(Path.Combine(folder, "bin", script), reader.ReadToEnd());
        }
    }
}
