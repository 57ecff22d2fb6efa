namespace Insurance.Cli.Commands;

/// <summary>What can come next on a command line that calls a method.</summary>
internal static class CallCompletions
{
    public static IEnumerable<string> Methods(CompletionContext context) => CallableMethods.All.Select(method => method.Name);

    /// <summary>Fields with what follows them, and the values of those that have a few.</summary>
    public static IEnumerable<string> Fields(CompletionContext context, Argument<string?> method)
    {
        var name = context.ParseResult.GetValue(method);
        if (CallableMethods.All.FirstOrDefault(item => item.Name == name) is not { Descriptor.InputType: { } type })
        {
            return [];
        }

        var word = context.WordToComplete;
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? RequestFields.After(type, word)
            : RequestFields.Values(type, word[..equals]).Select(value => word[..(equals + 1)] + value);
    }
}
