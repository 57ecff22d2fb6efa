using System.Diagnostics;
using System.Text.Json;

namespace Fabric.Client.Tests.RunningNetwork;

/// <summary>A running network of three organizations with the chaincode <c>conformance</c>: Fabric itself or DevLedger.</summary>
internal sealed class NetworkProfile
{
    private readonly JsonElement _profile;
    private readonly string _folder;

    private NetworkProfile(string path)
    {
        _profile = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        _folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
    }

    public static string? Path => Environment.GetEnvironmentVariable("FABRIC_PROFILE") is { Length: > 0 } path ? path : null;

    public string Channel => _profile.GetProperty("channel").GetString()!;

    public string Chaincode => _profile.GetProperty("chaincode").GetString()!;

    /// <summary>The name under which every organization has to endorse.</summary>
    public string UnanimousChaincode => _profile.GetProperty("unanimousChaincode").GetString()!;

    /// <summary>The name under which any one organization may endorse.</summary>
    public string AnyoneChaincode => _profile.GetProperty("anyoneChaincode").GetString()!;

    public IReadOnlyList<string> MspIds => _profile.GetProperty("organizations").EnumerateArray().Select(o => o.GetProperty("mspId").GetString()!).ToList();

    public static NetworkProfile Load() => new(Path!);

    public GrpcChannel Connect(int organization)
    {
        var peer = _profile.GetProperty("organizations")[organization];
        var handler = new SocketsHttpHandler();
        handler.SslOptions.TargetHost = peer.GetProperty("serverName").GetString();
        handler.SslOptions.CertificateChainPolicy = Trust.Only(X509Certificate2.CreateFromPem(Read(peer.GetProperty("tlsRoot"))));
        return GrpcChannel.ForAddress($"https://{peer.GetProperty("endpoint").GetString()}", new GrpcChannelOptions { HttpHandler = handler });
    }

    public (X509Identity Identity, string KeyPem) User(int organization)
    {
        var peer = _profile.GetProperty("organizations")[organization];
        var user = peer.GetProperty("user");
        return (new X509Identity(peer.GetProperty("mspId").GetString()!, Read(user.GetProperty("certificate"))), Read(user.GetProperty("key")));
    }

    /// <summary>The authority that issues an organization's identities, if the profile discloses it.</summary>
    public CertificateAuthority? Authority(int organization) =>
        _profile.GetProperty("organizations")[organization].TryGetProperty("ca", out var authority)
            ? CertificateAuthority.Load(Read(authority.GetProperty("certificate")), Read(authority.GetProperty("key")))
            : null;

    /// <summary>What the peer of an organization calls itself in error details.</summary>
    public string AddressOf(int organization)
    {
        var peer = _profile.GetProperty("organizations")[organization];
        return (peer.TryGetProperty("address", out var address) ? address : peer.GetProperty("endpoint")).GetString()!;
    }

    public Task StopPeerAsync(int organization) => RunAsync(_profile.GetProperty("organizations")[organization].GetProperty("stopPeer"));

    public Task StartPeerAsync(int organization) => RunAsync(_profile.GetProperty("organizations")[organization].GetProperty("startPeer"));

    /// <summary>Starts chaincode that has ended, where the network does not do that by itself.</summary>
    public Task StartChaincodeAsync() => _profile.TryGetProperty("startChaincode", out var command) ? RunAsync(command) : Task.CompletedTask;

    private static async Task RunAsync(JsonElement command)
    {
        var words = command.EnumerateArray().Select(word => word.GetString()!).ToList();
        using var process = Process.Start(new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{string.Join(' ', words)}\n{string.Concat(said)}");
    }

    private string Read(JsonElement file) => File.ReadAllText(System.IO.Path.Combine(_folder, file.GetString()!));
}
