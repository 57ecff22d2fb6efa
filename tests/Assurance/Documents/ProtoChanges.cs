namespace Assurance.Documents;

/// <summary>What a released client or a record on a ledger would stumble over, between two descriptor sets.</summary>
internal static class ProtoChanges
{
    /// <summary>One line for each thing that was taken away or changed; nothing: every client goes on.</summary>
    public static IReadOnlyList<string> Breaking(FileDescriptorSet before, FileDescriptorSet after)
    {
        var (old, now) = (new Index(before), new Index(after));
        return
        [
            .. old.Messages.SelectMany(message => now.Messages.TryGetValue(message.Key, out var kept) ? Of(message.Key, message.Value, kept) : [$"message {message.Key} is gone"]),
            .. old.Enums.SelectMany(type => now.Enums.TryGetValue(type.Key, out var kept) ? Of(type.Key, type.Value, kept) : [$"enum {type.Key} is gone"]),
            .. old.Methods.SelectMany(method => now.Methods.TryGetValue(method.Key, out var kept) ? Of(method.Key, method.Value, kept) : [$"method {method.Key} is gone"]),
        ];
    }

    private static IEnumerable<string> Of(string name, DescriptorProto before, DescriptorProto after)
    {
        foreach (var field in before.Field)
        {
            var kept = after.Field.FirstOrDefault(item => item.Number == field.Number);
            if (kept is null)
            {
                if (!after.ReservedRange.Any(range => range.Start <= field.Number && field.Number < range.End) || !after.ReservedName.Contains(field.Name))
                {
                    yield return $"{name}.{field.Name} is gone: reserve {field.Number} and \"{field.Name}\"";
                }
            }
            else if (kept.Name != field.Name)
            {
                // JSON, and so every record on a ledger, has the name.
                yield return $"{name}.{field.Name} is called {kept.Name} now";
            }
            else if ((kept.Type, kept.TypeName, kept.Label) != (field.Type, field.TypeName, field.Label)
                || (kept.HasOneofIndex, kept.Proto3Optional) != (field.HasOneofIndex, field.Proto3Optional))
            {
                yield return $"{name}.{field.Name} has another type";
            }
        }

        foreach (var field in after.Field.Where(field => before.ReservedRange.Any(range => range.Start <= field.Number && field.Number < range.End) || before.ReservedName.Contains(field.Name)))
        {
            yield return $"{name}.{field.Name} takes a number or name that is reserved";
        }
    }

    private static IEnumerable<string> Of(string name, EnumDescriptorProto before, EnumDescriptorProto after)
    {
        foreach (var value in before.Value)
        {
            var kept = after.Value.FirstOrDefault(item => item.Number == value.Number);
            if (kept?.Name != value.Name
                && !(kept is null && after.ReservedRange.Any(range => range.Start <= value.Number && value.Number <= range.End) && after.ReservedName.Contains(value.Name)))
            {
                yield return kept is null ? $"{name}.{value.Name} is gone: reserve {value.Number} and \"{value.Name}\"" : $"{name}.{value.Name} is called {kept.Name} now";
            }
        }
    }

    private static IEnumerable<string> Of(string name, MethodDescriptorProto before, MethodDescriptorProto after) =>
        (before.InputType, before.OutputType, before.ClientStreaming, before.ServerStreaming) == (after.InputType, after.OutputType, after.ClientStreaming, after.ServerStreaming)
            ? []
            : [$"method {name} takes or gives something else"];

    private sealed class Index
    {
        public Index(FileDescriptorSet set)
        {
            foreach (var file in set.File.Where(file => file.Package == "insurance.v1"))
            {
                foreach (var message in file.MessageType)
                {
                    Add("insurance.v1." + message.Name, message);
                }

                Add("insurance.v1.", file.EnumType);
                foreach (var service in file.Service)
                {
                    foreach (var method in service.Method)
                    {
                        Methods[$"insurance.v1.{service.Name}/{method.Name}"] = method;
                    }
                }
            }
        }

        public Dictionary<string, DescriptorProto> Messages { get; } = [];

        public Dictionary<string, EnumDescriptorProto> Enums { get; } = [];

        public Dictionary<string, MethodDescriptorProto> Methods { get; } = [];

        private void Add(string name, DescriptorProto message)
        {
            Messages[name] = message;
            Add(name + ".", message.EnumType);
            foreach (var nested in message.NestedType)
            {
                Add($"{name}.{nested.Name}", nested);
            }
        }

        private void Add(string prefix, IEnumerable<EnumDescriptorProto> types)
        {
            foreach (var type in types)
            {
                Enums[prefix + type.Name] = type;
            }
        }
    }
}
