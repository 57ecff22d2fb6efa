namespace Generate.Go;

/// <summary>A struct that is embedded where messages share its fields.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="Is">What it is, after its name; null: it is written by hand.</param>
/// <param name="Own">The names of its own fields.</param>
/// <param name="Embedded">The parts it embeds.</param>
/// <param name="Messages">The messages that embed it, the one whose order and comments it has first.</param>
internal sealed record GoStructPart(GoPlace Place, string? Is, IReadOnlyList<string> Own, IReadOnlyList<GoStructPart> Embedded, IReadOnlyList<MessageDescriptor> Messages)
{
    /// <summary>Its messages are named; otherwise they are those that have its fields.</summary>
    public required bool IsOfNamedMessages { get; init; }

    /// <summary>All its fields, in the order in which the first message has them.</summary>
    public IReadOnlyList<FieldDescriptor> Fields =>
        [.. Messages[0].Fields.InFieldNumberOrder().Where(one => Own.Contains(one.Name) || Embedded.Any(part => part.Has(one.Name)))];

    /// <summary>Whether it has the field of a name.</summary>
    public bool Has(string field) => Fields.Any(own => own.Name == field);

    /// <summary>What is written above a field: in the first message that is named, or in all.</summary>
    public string About(FieldDescriptor field)
    {
        var comments = Messages.Select(message => ApiProtos.Comment(message.FindFieldByName(field.Name).Declaration)).Distinct().ToList();
        return IsOfNamedMessages || comments.Count == 1 ? comments[0] : "";
    }
}

/// <summary>The parts that messages share.</summary>
internal sealed class GoParts
{
    private readonly List<GoStructPart> _parts = [];

    public GoParts(IReadOnlyList<FileDescriptor> files, GoPlaces places)
    {
        var requests = places.Messages.Where(message => message.Name.EndsWith("Request", StringComparison.Ordinal)).ToList();
        // What has methods that the engine, or the access to records, asks a request for.
        _parts.Add(new(new("engine", "Header"), null, ["request_id", "actor"], [], [.. requests.Where(message => Has(message, "request_id"))]) { IsOfNamedMessages = false });
        _parts.Add(new(new("transactions/access", "Whose"), null, ["insurer_msp_id"], [], [.. requests.Where(message => Has(message, "insurer_msp_id") && !Has(message, "request_id"))]) { IsOfNamedMessages = false });
        foreach (var part in files.Select(GoPlaces.Option).OfType<GoFile>().SelectMany(file => file.Parts))
        {
            var place = GoPlace.Parse(part.Type, "");
            var named = part.Messages.Select(name => places.Messages.SingleOrDefault(message => message.Name == name)
                ?? throw new InvalidOperationException($"{part.Type}: the chaincode has no message {name}")).ToList();
            List<MessageDescriptor> having = named.Count > 0 ? named : [.. requests.Where(message => places.Of(message).Folder == place.Folder && part.Fields.All(field => Has(message, field)))];
            if (having.Count == 0)
            {
                throw new InvalidOperationException($"{part.Type}: no request of {place.Folder} has the fields {string.Join(", ", part.Fields)}");
            }

            _parts.Add(new(place, part.About, part.Fields, [.. part.Embeds.Select(name => _parts.Single(other => other.Place == place with { Name = name }))], having) { IsOfNamedMessages = named.Count > 0 });
        }

        foreach (var part in _parts)
        {
            Check(part, places);
        }
    }

    /// <summary>Those that are written into a file of the folder.</summary>
    public IEnumerable<GoStructPart> In(string folder) => _parts.Where(part => part.Is is not null && part.Place.Folder == folder);

    /// <summary>Those that a message embeds.</summary>
    public IReadOnlyList<GoStructPart> Of(MessageDescriptor message) => [.. _parts.Where(part => part.Messages.Contains(message))];

    private static bool Has(MessageDescriptor message, string field) => message.FindFieldByName(field) is not null;

    private static void Check(GoStructPart part, GoPlaces places)
    {
        var names = part.Own.Concat(part.Embedded.SelectMany(embedded => embedded.Own)).ToList();
        foreach (var message in part.Messages)
        {
            foreach (var name in names)
            {
                var field = message.FindFieldByName(name) ?? throw new InvalidOperationException($"{message.Name} embeds {part.Place.Name} and has no field {name}");
                if (GoType.Of(field, "", places) != GoType.Of(part.Messages[0].FindFieldByName(name), "", places))
                {
                    throw new InvalidOperationException($"{message.Name}.{name} has another type than {part.Messages[0].Name}.{name}, and both are of {part.Place.Name}");
                }
            }
        }
    }
}
