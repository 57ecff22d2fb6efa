using Microsoft.Extensions.Logging.Abstractions;

namespace Insurance.Gateway.Host.Commands;

/// <summary><c>insurance-gateway check</c>: what a start would find, reported on standard output; nothing is begun or changed.</summary>
internal static class CheckCommand
{
    private const int Ends = 2;
    private const int Waits = 3;

    /// <returns>0: nothing, or warnings only; 2: the gateway would end; 3: it would wait for the peer.</returns>
    public static async Task<int> RunAsync(GatewaySettings settings)
    {
        var now = TimeProvider.System.GetUtcNow();
        List<Finding> findings =
            [.. CredentialChecks.Run(settings, now), .. StateChecks.Run(settings), .. PersonalDataChecks.Run(settings), .. CallerAuthorityChecks.Run(settings, now)];
        if (findings.All(finding => finding.Kind != FindingKind.Fatal))
        {
            var steps = PeerConnection.Connect(settings, NullLoggerFactory.Instance);
            using var connection = steps as IDisposable;
            using var keys = new CheckedKeys(settings);
            var lost = new KeyStoreCheck(keys.Store, settings, steps);
            findings.AddRange(await new StartCheck(settings, steps, TimeProvider.System, NullLogger<StartCheck>.Instance, lost).OnceAsync(CancellationToken.None));
        }

        foreach (var finding in findings)
        {
            await Console.Out.WriteLineAsync($"{finding.Kind.ToString().ToLowerInvariant()} {finding}");
        }

        return findings.Exists(finding => finding.Kind == FindingKind.Fatal) ? Ends
            : findings.Exists(finding => finding.Kind == FindingKind.Waiting) ? Waits
            : 0;
    }

    /// <summary>The key store that a start would have. One that it would make is made elsewhere, and is gone again.</summary>
    private sealed class CheckedKeys : IDisposable
    {
        private readonly DirectoryInfo? _elsewhere;

        public CheckedKeys(GatewaySettings settings)
        {
            if (settings.PersonalData is not { } protection)
            {
                Store = new UnconfiguredPersonKeys();
                return;
            }

            _elsewhere = File.Exists(settings.PersonKeys) ? null : Directory.CreateTempSubdirectory("insurance-gateway-check-");
            Store = PersonKeyStore.Open(
                _elsewhere is null ? settings.PersonKeys : Path.Combine(_elsewhere.FullName, "person-keys.db"), KeyEncryptionKeys.Load(protection));
        }

        public IPersonKeyStore Store { get; }

        public void Dispose()
        {
            Store.Dispose();
            _elsewhere?.Delete(recursive: true);
        }
    }
}
