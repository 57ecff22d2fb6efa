namespace Insurance.Cli.Commands;

/// <summary>How an answer is wanted.</summary>
/// <param name="AsTable">As tables, not as JSON.</param>
/// <param name="Count">How many of a stream; null: all.</param>
internal sealed record CallOutput(bool AsTable, int? Count)
{
    /// <summary>Refuses what the method's answers cannot be, before anything is called.</summary>
    public void RefuseUnfit(CallableMethod method, bool json)
    {
        var problem = (AsTable, method.Descriptor.IsServerStreaming) switch
        {
            (true, _) when json => "say --table or --json, not both",
            (true, true) => $"{method.Name} answers with a stream, one JSON document a line; leave --table out",
            (_, false) when Count is not null => $"{method.Name} gives one answer; --count is for streams",
            _ => null,
        };
        if (problem is not null)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, problem);
        }
    }
}
