namespace Insurance.Gateway.Tests;

public sealed partial class GatewayErrorsTests
{
    // One who reads the request's JSON, or the docs, finds the field by its name there.
    [Fact]
    public void Field_OfEveryError_IsTheNameInTheRequestsJson()
    {
        var named = 0;
        foreach (var make in typeof(GatewayErrors).GetMethods(BindingFlags.Public | BindingFlags.Static))
        {
            var error = (ApiException)make.Invoke(null, [.. make.GetParameters().Select(Value)])!;
            if (error.Field is { } field && field != Given)
            {
                named++;
                foreach (var part in field.Split('.'))
                {
                    // An element of a list has its number behind the list's name.
                    JsonNames.ShouldContain(part.Split('[')[0], make.Name);
                }
            }

            SnakeCase().IsMatch(error.Message).ShouldBeFalse(error.Message);
        }

        named.ShouldBeGreaterThan(10);
    }

    private const string Given = "given";

    private static readonly HashSet<string> JsonNames =
    [
        .. new[] { ClaimsReflection.Descriptor, EventsReflection.Descriptor, HolderReflection.Descriptor, JobsReflection.Descriptor, LedgerReflection.Descriptor, PartiesReflection.Descriptor, ConsortiumReflection.Descriptor }
            .SelectMany(file => file.MessageTypes).SelectMany(message => message.Fields.InDeclarationOrder()).Select(field => field.JsonName),
    ];

    private static object? Value(ParameterInfo parameter) => parameter.ParameterType switch
    {
        { } type when type == typeof(string) => Given,
        { } type when type == typeof(IReadOnlyList<string>) || type == typeof(IReadOnlyCollection<string>) || type == typeof(IEnumerable<string>) => new[] { "one", "two" },
        { } type when type == typeof(IReadOnlyList<(int, string)>) => new[] { (0, Given) },
        { IsValueType: true } type => type == typeof(DateTime) ? new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc) : Activator.CreateInstance(type),
        _ => null,
    };

    [GeneratedRegex("[a-z]_[a-z]", RegexOptions.CultureInvariant)]
    private static partial Regex SnakeCase();
}
