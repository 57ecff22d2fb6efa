using Versions;

namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>
/// The variables of the compose file: where the state directory is, who owns it, which images run, which chaincode package is installed.
/// The same variables in the user's own environment win, as compose has it.
/// </summary>
internal static class ComposeEnvironment
{
    public const string DirectoryVariable = "INSURE_STATE_DIRECTORY";

    public const string UserVariable = "INSURE_USER";

    public const string ChaincodeIdVariable = "INSURE_CHAINCODE_ID";

    private const string Missing = "name compose.env with --env-file";

    public const string HomeReference = $"${{{DirectoryVariable}:?{Missing}}}";

    public const string ChaincodeIdReference = $"${{{ChaincodeIdVariable}:?{Missing}}}";

    public const string UserReference = $"${{{UserVariable}:?{Missing}}}";

    private const string GatewayImageVariable = "INSURE_GATEWAY_IMAGE";

    private const string ChaincodeImageVariable = "INSURE_CHAINCODE_IMAGE";

    public const string GatewayImageReference = $"${{{GatewayImageVariable}:?{Missing}}}";

    public const string ChaincodeImageReference = $"${{{ChaincodeImageVariable}:?{Missing}}}";

    /// <summary>The images that the repository makes are of this program's own version.</summary>
    private static readonly string MadeGatewayImage = $"insurance-gateway:{ProgramVersion.Release}";

    private static readonly string MadeChaincodeImage = $"insurance-chaincode:{ProgramVersion.Release}";

    /// <summary>Where images are built from; the folder of the compose file in the repository.</summary>
    public const string SourceReference = "${INSURE_SOURCE:-.}";

    public const string LoggingReference = "${INSURE_FABRIC_LOGGING:-info}";

    /// <summary>The images that compose will take, seen from here.</summary>
    public static string GatewayImage => Of(GatewayImageVariable, MadeGatewayImage);

    public static string ChaincodeImage => Of(ChaincodeImageVariable, MadeChaincodeImage);

    /// <param name="home">The state directory.</param>
    /// <param name="chaincodeId">The package that the consortium's own chaincode is installed from.</param>
    public static string Render(HomeDirectory home, string chaincodeId)
    {
        if (home.Path.AsSpan().IndexOfAny('\'', '\n', '$') >= 0)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"docker compose cannot take the path {home.Path} (quotation marks, dollar signs and line breaks); choose another directory with --home");
        }

        return $"""
            COMPOSE_PROJECT_NAME={Project(home)}
            {DirectoryVariable}='{home.Path}'
            {UserVariable}={User()}
            {ChaincodeIdVariable}={chaincodeId}
            {GatewayImageVariable}={MadeGatewayImage}
            {ChaincodeImageVariable}={MadeChaincodeImage}

            """;
    }

    /// <summary>The compose project of a state directory: two directories never share containers or volumes.</summary>
    public static string Project(HomeDirectory home) =>
        string.Create(CultureInfo.InvariantCulture, $"insure-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home.Path)).AsSpan(0, 5))}");

    private static string Of(string variable, string usual) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named ? named : usual;

    /// <summary>The numeric user and group of this process, who has made the key files.</summary>
    private static string User()
    {
        var lines = File.ReadAllLines("/proc/self/status");
        string Effective(string name) => lines.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split('\t')[2];
        return $"{Effective("Uid:")}:{Effective("Gid:")}";
    }
}
