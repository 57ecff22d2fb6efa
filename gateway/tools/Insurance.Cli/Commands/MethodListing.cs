namespace Insurance.Cli.Commands;

/// <summary><c>insure call --list</c>.</summary>
internal static class MethodListing
{
    public static int Write(string? service, CommandOutput output)
    {
        var methods = Of(service);
        output.Write(methods.Select(MethodDescription.Json).ToList(), text =>
        {
            var table = Tables.New("method", "who may call it", "what it does").WithProse("who may call it", "what it does");
            foreach (var method in methods)
            {
                table.AddRow(method.Name, MethodDescription.Callers(method), ApiComments.Sentence(ApiComments.Of(method.Descriptor)));
            }

            text.Write(table);
        });
        return ExitCodes.Success;
    }

    private static IReadOnlyList<CallableMethod> Of(string? service)
    {
        if (service is null)
        {
            return CallableMethods.All;
        }

        var methods = CallableMethods.All.Where(method => method.Descriptor.Service.Name == service || method.Descriptor.Service.FullName == service || method.Name == service).ToList();
        var services = CallableMethods.All.Select(method => method.Descriptor.Service.Name).Distinct().ToList();
        return methods.Count > 0
            ? methods
            : throw new ConsortiumException(ExitCodes.InvalidInput, $"SERVICE_UNKNOWN: there is no service '{service}'{NearNames.DidYouMean(service, services)}; the services are {string.Join(", ", services)}") { Code = "SERVICE_UNKNOWN" };
    }
}
