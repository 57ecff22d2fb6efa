using FieldType = Google.Protobuf.Reflection.FieldType;

namespace Generate.Go;

/// <summary>A type of the chaincode.</summary>
/// <param name="Folder">Its package, below chaincode.</param>
/// <param name="Name">Its name in the package.</param>
internal sealed record GoPlace(string Folder, string Name)
{
    /// <summary>Reads "domain/fraud.References"; a name alone is in the folder that is given.</summary>
    public static GoPlace Parse(string text, string folder) =>
        text.Split('.') is [var named, var name] ? new(named, name) : new(folder, text);

    /// <summary>The name by which another package's file, or its own, calls it.</summary>
    public string From(string folder) => folder == Folder ? Name : $"{Path.GetFileName(Folder)}.{Name}";
}

/// <summary>In which package each message and enum is, and under what name: the options of chaincode.proto say it.</summary>
internal sealed class GoPlaces
{
    private readonly Dictionary<string, GoPlace> _places = [];
    private readonly List<MessageDescriptor> _messages = [];
    private readonly List<EnumDescriptor> _enums = [];
    private readonly HashSet<string> _records;
    private readonly ILookup<string, MessageDescriptor> _users;

    public GoPlaces(IReadOnlyList<FileDescriptor> files)
    {
        var methods = files.SelectMany(file => file.Services).SelectMany(service => service.Methods).ToLookup(method => LedgerTransaction.OfGateway(method.FullName));
        var ofGateway = Reached(methods[true].SelectMany(method => new[] { method.InputType, method.OutputType }));
        ofGateway.ExceptWith(Reached(methods[false].SelectMany(method => new[] { method.InputType, method.OutputType })));
        _records = Reached(methods[false].Select(method => method.OutputType).Where(message => !IsOfOneMethod(message)));
        _users = files.SelectMany(file => file.MessageTypes).SelectMany(message => Parts(message).Select(part => (part.FullName, Message: message)))
            .ToLookup(use => use.FullName, use => use.Message);
        foreach (var (file, go) in files.Select(file => (file, Option(file))).Where(pair => pair.Item2 is not null))
        {
            foreach (var message in file.MessageTypes.Where(message => !ofGateway.Contains(message.FullName) && Named(message) != "-"))
            {
                _messages.Add(message);
                _places[message.FullName] = GoPlace.Parse(Named(message) is { Length: > 0 } name ? name : message.Name, Folder(message, go!));
            }

            foreach (var kind in file.EnumTypes)
            {
                _enums.Add(kind);
                _places[kind.FullName] = GoPlace.Parse(kind.GetOptions()?.GetExtension(ChaincodeExtensions.GoEnum)?.Type is { Length: > 0 } name ? name : kind.Name, go!.Records);
            }
        }
    }

    /// <summary>The messages that the chaincode has, in the order of the protos.</summary>
    public IReadOnlyList<MessageDescriptor> Messages => _messages;

    /// <summary>Its enums, in the order of the protos.</summary>
    public IReadOnlyList<EnumDescriptor> Enums => _enums;

    /// <summary>What the chaincode has of a file; null: nothing.</summary>
    public static GoFile? Option(FileDescriptor file) => file.GetOptions()?.GetExtension(ChaincodeExtensions.GoFile);

    /// <summary>Where a message or an enum is.</summary>
    public GoPlace Of(IDescriptor type) =>
        _places.GetValueOrDefault(type.FullName) ?? throw new InvalidOperationException($"{type.FullName}: the chaincode has no such type; see protos/insurance/v1/chaincode.proto");

    private static bool IsOfOneMethod(MessageDescriptor message) =>
        message.Name.EndsWith("Request", StringComparison.Ordinal) || message.Name.EndsWith("Response", StringComparison.Ordinal);

    private static string Named(MessageDescriptor message) => message.GetOptions()?.GetExtension(ChaincodeExtensions.GoType) ?? "";

    // Requests and answers have a folder; so has what only messages of one of these folders are made of. The rest are records.
    private string Folder(MessageDescriptor message, GoFile go)
    {
        if (Named(message) is { Length: > 0 } named && named.Contains('.', StringComparison.Ordinal))
        {
            return GoPlace.Parse(named, "").Folder;
        }

        if (_records.Contains(message.FullName))
        {
            return go.Records;
        }

        var folders = IsOfOneMethod(message) ? [] : _users[message.FullName].Select(user => Folder(user, Option(user.File)!)).Distinct().ToList();
        return folders is [var one] ? one : go.Requests;
    }

    private static HashSet<string> Reached(IEnumerable<MessageDescriptor> from)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<MessageDescriptor>(from);
        while (open.TryPop(out var message))
        {
            if (reached.Add(message.FullName))
            {
                foreach (var part in Parts(message))
                {
                    open.Push(part);
                }
            }
        }

        return reached;
    }

    private static IEnumerable<MessageDescriptor> Parts(MessageDescriptor message) => message.Fields.InDeclarationOrder()
        .Where(field => field.FieldType == FieldType.Message && !field.IsMap).Select(field => field.MessageType);
}
