using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Insurance.Cli.Rendering.Fabric;

/// <summary>
/// The variables of the compose file: where the state directory is, who owns it, which chaincode package is installed.
/// The same variables in the user's own environment win, as compose has it.
/// </summary>
internal static class ComposeEnvironment
{
    private const string Missing = "name compose.env with --env-file";

    public const string HomeReference = $"${{INSURE_HOME:?{Missing}}}";

    public const string ChaincodeIdReference = $"${{INSURE_CHAINCODE_ID:?{Missing}}}";

    public const string UserReference = $"${{INSURE_USER:?{Missing}}}";

    public const string GatewayImageReference = $"${{INSURE_GATEWAY_IMAGE:-{ComposeFile.DefaultGatewayImage}}}";

    public const string ChaincodeImageReference = $"${{INSURE_CHAINCODE_IMAGE:-{ComposeFile.DefaultChaincodeImage}}}";

    /// <summary>Where images are built from; the folder of the compose file in the repository.</summary>
    public const string SourceReference = "${INSURE_SOURCE:-.}";

    public const string LoggingReference = "${INSURE_FABRIC_LOGGING:-info}";

    public static string Render(HomeDirectory home, string chaincodeId)
    {
        if (home.Path.AsSpan().IndexOfAny('\'', '\n', '$') >= 0)
        {
            throw new CliException(ExitCodes.InvalidInput, $"docker compose cannot take the path {home.Path} (quotation marks, dollar signs and line breaks); choose another directory with --home");
        }

        return $"""
            COMPOSE_PROJECT_NAME={Project(home)}
            INSURE_HOME='{home.Path}'
            INSURE_USER={User()}
            INSURE_CHAINCODE_ID={chaincodeId}

            """;
    }

    /// <summary>The compose project of a state directory: two directories never share containers or volumes.</summary>
    public static string Project(HomeDirectory home) =>
        string.Create(CultureInfo.InvariantCulture, $"insure-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home.Path)).AsSpan(0, 5))}");

    /// <summary>The numeric user and group of this process, who has made the key files.</summary>
    private static string User()
    {
        var lines = File.ReadAllLines("/proc/self/status");
        string Effective(string name) => lines.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split('\t')[2];
        return $"{Effective("Uid:")}:{Effective("Gid:")}";
    }
}
