namespace Insurance.Consortium.Description;

/// <summary>The description that a command is given: a file, and where its ports begin.</summary>
public static class DescriptionSource
{
    /// <param name="locator">Finds the repository's own file.</param>
    /// <param name="file">Null: the repository's own.</param>
    /// <param name="basePort">Null: the ports of the file; 0: free ones; otherwise counted up from it.</param>
    public static ConsortiumDescription Read(ProgramLocator locator, string? file, int? basePort) =>
        WithPorts(ReadFile(locator, file), basePort);

    public static ConsortiumDescription ReadFile(ProgramLocator locator, string? file) => ConsortiumReader.ReadFile(
        file
            ?? locator.FindFile(Path.Combine("network", "consortium.yaml"))
            ?? throw new ConsortiumException(ExitCodes.InvalidInput, "network/consortium.yaml was not found beside the program; name a file with --config"));

    public static ConsortiumDescription WithPorts(ConsortiumDescription description, int? basePort) => basePort switch
    {
        null => description,
        0 => description.WithPorts(PortAllocation.FindFree(description.PortCount)),
        { } first => description.WithPorts([.. Enumerable.Range(first, description.PortCount)]),
    };
}
