namespace Insurance.Cli.Methods;

/// <summary>Every method of the public API, from its descriptors.</summary>
internal static class CallableMethods
{
    private const string Package = "insurance.v1.";

    public static IReadOnlyList<CallableMethod> All { get; } =
    [
        .. AccessTable.Services.SelectMany(service => service.Methods).Select(method =>
            new CallableMethod(method, AccessTable.Rules.Single(rule => rule.Path == $"{method.Service.FullName}/{method.Name}"))),
    ];

    /// <summary>The method of a name: Service/Method, also with the package before it, or the method alone.</summary>
    /// <exception cref="ConsortiumException">There is none; those near are named.</exception>
    public static CallableMethod Find(string name)
    {
        var path = name.TrimStart('/');
        path = path.StartsWith(Package, StringComparison.Ordinal) ? path[Package.Length..] : path;
        if (All.FirstOrDefault(method => method.Name == path) is { } found)
        {
            return found;
        }

        var parts = path.Split('/');
        if (parts.Length == 1)
        {
            return All.Where(method => method.Descriptor.Name == path).ToList() is [var only] ? only : throw Unknown(name, path);
        }

        var ofService = All.Where(method => method.Descriptor.Service.Name == parts[0]).ToList();
        if (ofService.Count == 0)
        {
            var services = All.Select(method => method.Descriptor.Service.Name).Distinct().ToList();
            throw Mistake("SERVICE_UNKNOWN", $"there is no service '{parts[0]}'{NearNames.DidYouMean(parts[0], services)}; the services are {string.Join(", ", services)}");
        }

        var methods = ofService.Select(method => method.Descriptor.Name).ToList();
        throw Mistake("METHOD_UNKNOWN", $"{parts[0]} has no method '{string.Join('/', parts[1..])}'{NearNames.DidYouMean(parts[1], methods)}; it has {string.Join(", ", methods)}");
    }

    private static ConsortiumException Unknown(string name, string path)
    {
        var methods = All.Where(method => method.Descriptor.Service.Name == path).ToList();
        if (methods.Count > 0)
        {
            return Mistake("METHOD_MISSING", $"{path} is a service; name a method of it: {string.Join(", ", methods.Select(method => method.Name))}");
        }

        var near = NearNames.Of(path, All.Select(method => method.Descriptor.Name));
        var meant = All.Where(method => near.Contains(method.Descriptor.Name)).Select(method => method.Name).ToList();
        return Mistake("METHOD_UNKNOWN", $"there is no method '{name}'{(meant.Count > 0 ? $" (did you mean {string.Join(" or ", meant)}?)" : "")}; say Service/Method, as `insure call --list` has them");
    }

    private static ConsortiumException Mistake(string code, string sentence) => new(ExitCodes.InvalidInput, $"{code}: {sentence}") { Code = code };
}
