namespace Generate.Go;

/// <summary>The messages and enums of the chaincode, a file for each in every package.</summary>
internal sealed class GoMessages
{
    private readonly GoPlaces _places;
    private readonly GoParts _parts;
    private readonly Dictionary<string, MethodDescriptor> _ofRequest;

    private GoMessages(IReadOnlyList<FileDescriptor> files, GoPlaces places)
    {
        _places = places;
        _parts = new(files, places);
        _ofRequest = files.SelectMany(file => file.Services).SelectMany(service => service.Methods).ToDictionary(method => method.InputType.FullName);
    }

    /// <summary>The text of each file.</summary>
    public static IEnumerable<(string Folder, string Name, string Text)> Write(IReadOnlyList<FileDescriptor> files, GoPlaces places) => new GoMessages(files, places).Write();

    private IEnumerable<(string Folder, string Name, string Text)> Write() =>
    [
        .. Folders(_places.Enums).Select(folder => (folder, "enums", Enums(folder))),
        .. Folders(_places.Messages).Select(folder => (folder, "messages", Messages(folder))),
    ];

    private IEnumerable<string> Folders(IEnumerable<IDescriptor> types) => types.Select(type => _places.Of(type).Folder).Distinct().Order(StringComparer.Ordinal);

    private string Enums(string folder)
    {
        var source = new GoSource(folder);
        foreach (var kind in _places.Enums.Where(kind => _places.Of(kind).Folder == folder))
        {
            GoEnumType.Write(source, _places.Of(kind).Name, kind);
        }

        return source.ToString();
    }

    private string Messages(string folder)
    {
        var source = new GoSource(folder);
        foreach (var part in _parts.In(folder))
        {
            source.Line();
            source.Comment("", $"{part.Place.Name} is {part.Is}.");
            GoStruct.Write(source, _places, part.Place.Name, part.Fields, part.Embedded, part.About);
        }

        foreach (var message in _places.Messages.Where(message => _places.Of(message).Folder == folder))
        {
            var name = _places.Of(message).Name;
            source.Line();
            source.Comment("", About(message, name));
            GoStruct.Write(source, _places, name, [.. message.Fields.InFieldNumberOrder()], _parts.Of(message), field => ApiProtos.Comment(field.Declaration));
        }

        return source.ToString();
    }

    private string About(MessageDescriptor message, string name)
    {
        var comment = ApiProtos.Comment(message.Declaration);
        if (comment.Length == 0 && _ofRequest.TryGetValue(message.FullName, out var method))
        {
            comment = ApiProtos.Comment(method.Declaration);
        }

        return comment.Length > 0 ? $"{name}: {GoNames.Continued(comment)}"
            : message.Name.EndsWith("Request", StringComparison.Ordinal) ? $"{name} is what {message.Name[..^"Request".Length]} takes."
            : message.Name.EndsWith("Response", StringComparison.Ordinal) ? $"{name} is what {message.Name[..^"Response".Length]} answers."
            : throw new InvalidOperationException($"{message.FullName} has no comment that says what it is");
    }
}
