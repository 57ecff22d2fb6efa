namespace Insurance.Cli.Methods;

/// <summary>Puts a request together from JSON and from the words of a command line, which come over it.</summary>
/// <param name="type">What the method takes.</param>
internal sealed class RequestBuilder(MessageDescriptor type)
{
    // Lists that a word has spoken of: the first one takes the place of what JSON had there, the others add to it.
    private readonly HashSet<object> _named = new(ReferenceEqualityComparer.Instance);

    public IMessage Request { get; private set; } = New(type);

    /// <summary>Begins with a request in JSON.</summary>
    public void Begin(string json) => Request = RequestJson.Parse(json, type);

    /// <summary>Takes a word: a path, an equals sign, a value.</summary>
    public void Set(string word)
    {
        var equals = EndOfPath(word);
        if (equals < 0)
        {
            throw Mistake("ARGUMENT_UNREADABLE", $"'{word}' is neither field=value nor @file nor -");
        }

        Set(FieldPath.Parse(word[..equals]), word[(equals + 1)..]);
    }

    /// <summary>A field by the name that it has in JSON or in the proto file.</summary>
    public static FieldDescriptor Field(MessageDescriptor message, string name, string path)
    {
        var fields = message.Fields.InDeclarationOrder();
        if (fields.FirstOrDefault(field => field.JsonName == name || field.Name == name) is { } found)
        {
            return found;
        }

        var names = fields.Select(field => field.JsonName).ToList();
        throw Mistake("UNKNOWN_FIELD", $"{message.Name} has no field '{path}'{NearNames.DidYouMean(name, names)}; its fields are {(names.Count == 0 ? "none" : string.Join(", ", names))}");
    }

    private void Set(FieldPath path, string text)
    {
        var message = Request;
        for (var step = 0; ; step++)
        {
            var field = Field(message.Descriptor, path.Steps[step].Name, path.Until(step));
            if (field.IsMap)
            {
                SetEntry(message, field, path, step, text);
                return;
            }

            if (step == path.Steps.Count - 1)
            {
                SetLeaf(message, field, path.Steps[step], path.Text, text);
                return;
            }

            if (field.FieldType != FieldType.Message)
            {
                throw Mistake("UNKNOWN_FIELD", $"{path.Until(step)} is {FieldTypes.Of(field)} and has no fields of its own: '{path.Text}' is none");
            }

            message = Inner(message, field, path.Steps[step], path.Until(step));
        }
    }

    private IMessage Inner(IMessage message, FieldDescriptor field, FieldStep step, string path)
    {
        if (!field.IsRepeated)
        {
            RefuseBracket(step, path);
            if (field.Accessor.GetValue(message) is IMessage there)
            {
                return there;
            }

            var made = New(field.MessageType);
            field.Accessor.SetValue(message, made);
            return made;
        }

        if (step.Bracket is null)
        {
            throw Mistake("FIELD_INVALID", $"{path} is a list; say which item, as in {path}[0]");
        }

        var list = (IList)field.Accessor.GetValue(message);
        _named.Add(list);
        var index = Index(step.Bracket, list.Count, path);
        if (index == list.Count)
        {
            list.Add(New(field.MessageType));
        }

        return (IMessage)list[index]!;
    }

    private void SetLeaf(IMessage message, FieldDescriptor field, FieldStep step, string path, string text)
    {
        var value = FieldValue.Parse(field, path, text);
        if (!field.IsRepeated)
        {
            RefuseBracket(step, path);
            field.Accessor.SetValue(message, value);
            return;
        }

        var list = (IList)field.Accessor.GetValue(message);
        var isFirst = _named.Add(list);
        if (step.Bracket is null)
        {
            if (isFirst)
            {
                list.Clear();
            }

            list.Add(value);
            return;
        }

        var index = Index(step.Bracket, list.Count, path);
        if (index == list.Count)
        {
            list.Add(value);
        }
        else
        {
            list[index] = value;
        }
    }

    private static void SetEntry(IMessage message, FieldDescriptor field, FieldPath path, int step, string text)
    {
        var map = (IDictionary)field.Accessor.GetValue(message);
        var (bracket, isLast) = (path.Steps[step].Bracket, step == path.Steps.Count - 1);
        if (bracket is null && isLast)
        {
            if (!text.TrimStart().StartsWith('{'))
            {
                throw Mistake("FIELD_INVALID", $"{path.Text} is a map; say which entry, as in {path.Text}.name=value, or give a JSON object");
            }

            foreach (var (name, item) in FieldValue.ParseEntries(field, path.Text, text))
            {
                map[name] = item;
            }

            return;
        }

        if (bracket is not null && !isLast)
        {
            throw Mistake("UNKNOWN_FIELD", $"an entry of {path.Steps[step].Name} has no fields of its own: '{path.Text}' is none");
        }

        var (key, value) = FieldValue.ParseEntry(field, path.Text, bracket ?? path.From(step + 1), text);
        map[key] = value;
    }

    /// <summary>The key of a map may have one too, in its brackets.</summary>
    private static int EndOfPath(string word)
    {
        var isKey = false;
        for (var at = 0; at < word.Length; at++)
        {
            isKey = word[at] == '[' || (isKey && word[at] != ']');
            if (word[at] == '=' && !isKey)
            {
                return at;
            }
        }

        return word.IndexOf('=', StringComparison.Ordinal);
    }

    private static IMessage New(MessageDescriptor type) => type.Parser.ParseFrom(ByteString.Empty);

    private static int Index(string text, int count, string path) =>
        !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? throw Mistake("FIELD_INVALID", $"{path}: '{text}' is no index of a list; the first item is 0")
        : index > count ? throw Mistake("FIELD_INVALID", $"{path}: the list has {count} items so far; the next is {count}")
        : index;

    private static void RefuseBracket(FieldStep step, string path)
    {
        if (step.Bracket is not null)
        {
            throw Mistake("FIELD_INVALID", $"{path}: {step.Name} is no list");
        }
    }

    private static ConsortiumException Mistake(string code, string sentence) => new(ExitCodes.InvalidInput, $"{code}: {sentence}") { Code = code };
}
