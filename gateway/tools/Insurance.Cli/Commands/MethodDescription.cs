namespace Insurance.Cli.Commands;

/// <summary><c>insure call … --describe</c>.</summary>
internal static class MethodDescription
{
    public static int Write(CallableMethod method, CommandOutput output)
    {
        var fields = RequestFields.Of(method.Descriptor.InputType);
        output.Write(new { Method = Json(method), Fields = fields }, text => Write(method, fields, text));
        return ExitCodes.Success;
    }

    /// <summary>As programs read it.</summary>
    public static object Json(CallableMethod method) => new
    {
        method.Name,
        Comment = ApiComments.Of(method.Descriptor),
        method.Rule.Roles,
        Kinds = method.Rule.Kinds.Select(Word),
        method.Rule.Writes,
        Streams = method.Descriptor.IsServerStreaming,
        Request = method.Descriptor.InputType.Name,
        Answer = method.Descriptor.OutputType.Name,
    };

    /// <summary>The roles and kinds of organization; every role where it makes no difference.</summary>
    public static string Callers(CallableMethod method)
    {
        var roles = method.Rule.Roles.Count == Roles.All.Count ? "every role" : string.Join(", ", method.Rule.Roles);
        return method.Rule.Kinds.Count == 3 ? roles : $"{roles} of {string.Join(" or ", method.Rule.Kinds.Select(kind => Word(kind) + "s"))}";
    }

    private static void Write(CallableMethod method, IReadOnlyList<MethodField> fields, TextPage text)
    {
        text.Say($"{method.Name}: {Or(ApiComments.Of(method.Descriptor), method.Descriptor.InputType.Name)}");
        text.Say($"Called by: {Callers(method)}");
        text.Say($"Answers with: {(method.Descriptor.IsServerStreaming ? "a stream of " : "")}{method.Descriptor.OutputType.Name}");
        if (fields.Count == 0)
        {
            text.WriteLine("Takes nothing.");
            return;
        }

        var table = Tables.New("field", "takes", "what it is").WithProse("takes", "what it is");
        foreach (var field in fields)
        {
            var values = field.Values.Count > 0 ? $"One of {string.Join(", ", field.Values)}." : "";
            table.AddRow(field.Field, field.Type, $"{field.Comment} {values}".Trim());
        }

        text.Write(table);
    }

    private static string Word(V1.OrganizationKind kind) => kind.ToString().ToLowerInvariant();

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;
}
