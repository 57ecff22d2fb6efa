namespace Generate;

/// <summary>The table of events in docs/change/chaincode.md.</summary>
internal static class EventTable
{
    private const string Begin = "<!-- events, from the protos -->\n";
    private const string End = "<!-- end -->\n";

    public static string Write(string page)
    {
        var rows = AccessTable.Services.SelectMany(service => service.Methods)
            .SelectMany(method => (method.GetOptions()?.GetExtension(OptionsExtensions.Emits) ?? []).Select(emitted => (
                emitted.Name, Method: method.Name, Payload: emitted.Payload.Length > 0 ? emitted.Payload : method.OutputType.Name)))
            .GroupBy(emitted => (emitted.Name, emitted.Payload))
            .OrderBy(group => group.Key.Name, StringComparer.Ordinal)
            .Select(group => $"| {group.Key.Name} | {string.Join(", ", group.Select(emitted => emitted.Method))} | {group.Key.Payload} |\n");
        var from = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var to = page.IndexOf(End, from, StringComparison.Ordinal);
        return from < Begin.Length || to < 0
            ? throw new InvalidOperationException($"the page has no part between {Begin.TrimEnd()} and {End.TrimEnd()}")
            : $"{page[..from]}| event | of | payload |\n| --- | --- | --- |\n{string.Concat(rows)}{page[to..]}";
    }
}
