namespace Insurance.Cli.Commands;

/// <summary>What the state directory of a command line that is being typed has to offer; nothing where it cannot be read.</summary>
internal static class HomeCompletions
{
    public static IEnumerable<string> Organizations(CompletionContext context) => Of(context).Select(organization => organization.MspId);

    public static IEnumerable<string> Roles(CompletionContext context) => Chosen(context).SelectMany(organization => organization.RolesOfGateway).Distinct();

    public static IEnumerable<string> Brokers(CompletionContext context) => Chosen(context).SelectMany(organization => organization.Brokers).Distinct();

    public static IEnumerable<string> Callers(CompletionContext context) => Chosen(context).SelectMany(organization => organization.Names).Distinct();

    private static IEnumerable<CallerOrganization> Chosen(CompletionContext context)
    {
        var all = Of(context);
        return Value(context, "--organization") is { } chosen && all.Any(organization => organization.MspId == chosen)
            ? all.Where(organization => organization.MspId == chosen)
            : all;
    }

    private static IReadOnlyList<CallerOrganization> Of(CompletionContext context)
    {
        try
        {
            return CallerOrganization.All(new HomeDirectory(Value(context, "--home") ?? HomeDirectory.Usual), TimeProvider.System);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or ConsortiumException)
        {
            return [];
        }
    }

    private static string? Value(CompletionContext context, string option) =>
        context.ParseResult.CommandResult.Command.Options.FirstOrDefault(item => item.Name == option) is Option<string?> known
        && context.ParseResult.GetResult(known) is { Tokens: [.., { Value: { Length: > 0 } value }] }
            ? value
            : null;
}
