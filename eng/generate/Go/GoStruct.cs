namespace Generate.Go;

/// <summary>Writes a struct: its JSON has the fields in the order of their numbers, so that nothing that was written or signed before changes.</summary>
internal sealed class GoStruct(GoSource source, GoPlaces places, Func<FieldDescriptor, string> about)
{
    private readonly List<(string Name, string Type, string Tag)> _aligned = [];
    private readonly List<string> _written = [];
    private string? _last;

    /// <summary>The struct of some fields, of which the parts have some.</summary>
    public static void Write(GoSource source, GoPlaces places, string name, IReadOnlyList<FieldDescriptor> fields, IReadOnlyList<GoStructPart> parts, Func<FieldDescriptor, string> about)
    {
        if (fields.Count == 0)
        {
            source.Line($"type {name} struct{{}}");
            return;
        }

        source.Line($"type {name} struct {{");
        new GoStruct(source, places, about).Write(name, fields, parts);
        source.Line("}");
    }

    private void Write(string name, IReadOnlyList<FieldDescriptor> fields, IReadOnlyList<GoStructPart> parts)
    {
        FieldDescriptor? previous = null;
        foreach (var field in fields)
        {
            var part = parts.SingleOrDefault(part => part.Has(field.Name));
            if (part is null)
            {
                Own(field, previous);
            }
            else if (!_written.Contains(field.Name))
            {
                Embed(part);
            }

            previous = field;
        }

        Align();
        if (!_written.SequenceEqual(fields.Select(field => field.Name)))
        {
            throw new InvalidOperationException($"{name} cannot embed {string.Join(" and ", parts.Select(part => part.Place.Name))}: the numbers give the fields another order");
        }
    }

    private void Embed(GoStructPart part)
    {
        Align();
        source.Import(part.Place.Folder);
        source.Line("\t" + part.Place.From(source.Folder));
        _written.AddRange(part.Fields.Select(field => field.Name));
    }

    // protojson writes a field after the one before it in the struct, and says with a tag where that is not so.
    private void Own(FieldDescriptor field, FieldDescriptor? previous)
    {
        var comment = about(field);
        if (comment.Length > 0)
        {
            Align();
            source.Comment("\t", comment);
        }

        var inPlace = previous?.Name == (_last ?? _written.LastOrDefault());
        if (!inPlace)
        {
            _last = previous!.Name;
        }

        _written.Insert(_last is null ? _written.Count : _written.IndexOf(_last) + 1, field.Name);
        if (_last is not null)
        {
            _last = field.Name;
        }

        var type = GoType.Of(field, source.Folder, places);
        source.Import(type.Package);
        _aligned.Add((GoNames.Field(field.Name), type.Text, $"`json:\"{field.JsonName}\"{(inPlace ? "" : $" after:\"{previous!.JsonName}\"")}`"));
    }

    // As gofmt does: lines that follow one another have their columns below each other.
    private void Align()
    {
        var (names, types) = _aligned.Count == 0 ? (0, 0) : (_aligned.Max(line => line.Name.Length), _aligned.Max(line => line.Type.Length));
        foreach (var (name, type, tag) in _aligned)
        {
            source.Line($"\t{name.PadRight(names)} {type.PadRight(types)} {tag}");
        }

        _aligned.Clear();
    }
}
