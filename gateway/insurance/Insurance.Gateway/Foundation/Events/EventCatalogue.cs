namespace Insurance.Gateway.Foundation.Events;

/// <summary>What the ledger's events are called: the option <c>emits</c> of the methods in protos/insurance/v1.</summary>
internal static class EventCatalogue
{
    private static readonly FrozenDictionary<string, IReadOnlyList<EventSource>> Sources = AccessTable.Services
        .SelectMany(service => service.Methods)
        .SelectMany(Emitted)
        .GroupBy(source => source.Event, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, IReadOnlyList<EventSource> (IGrouping<string, EventSource> group) => [.. group], StringComparer.Ordinal);

    /// <summary>All names, in their order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Sources.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether an event can have the name.</summary>
    public static bool IsKnown(string name) => Sources.ContainsKey(name);

    /// <summary>The methods whose transactions have an event; none of a name that there is not.</summary>
    public static IReadOnlyList<EventSource> Of(string name) => Sources.GetValueOrDefault(name, []);

    /// <summary>Who is sent an event.</summary>
    public static EventAudience AudienceOf(string name) => Of(name) is [var first, ..] ? first.Audience : EventAudience.Unspecified;

    /// <summary>Holds the names that code acts on, and what the methods say of one event, against the catalogue.</summary>
    /// <exception cref="InvalidOperationException">No method emits one, or methods disagree.</exception>
    public static void Check(IEnumerable<string> names)
    {
        List<string> problems =
        [
            .. names.Where(name => !IsKnown(name)).Select(name => $"no method emits {name}"),
            .. Sources.Values.Where(sources => sources.Select(source => (source.Payload, source.Audience)).Distinct().Count() > 1)
                .Select(sources => $"the methods that emit {sources[0].Event} name different payloads or audiences"),
        ];
        if (problems.Count > 0)
        {
            throw new InvalidOperationException("The events do not fit the API: " + string.Join("; ", problems) + ".");
        }
    }

    private static IEnumerable<EventSource> Emitted(MethodDescriptor method) =>
        (method.GetOptions()?.GetExtension(OptionsExtensions.Emits) ?? []).Select(item => new EventSource(
            item.Name, method.Name, item.Payload.Length > 0 ? item.Payload : method.OutputType.Name, item.Audience));
}
