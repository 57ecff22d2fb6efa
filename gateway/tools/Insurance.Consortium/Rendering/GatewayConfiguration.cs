namespace Insurance.Consortium.Rendering;

/// <summary>
/// Renders the file that <c>insurance-gateway --config</c> takes; its shape is described in docs/integrate/gateway.md. Paths in it are
/// relative to it, so that a container that sees the state directory elsewhere reads the same file.
/// </summary>
internal static class GatewayConfiguration
{
    /// <summary>How long a gateway lets calls in flight end.</summary>
    public static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(10);

    public static string Render(ConsortiumDescription consortium, OrganizationDescription organization, HomeDirectory home)
    {
        var mspId = organization.MspId;
        var folder = Path.GetDirectoryName(home.GatewayConfiguration(mspId))!;
        string Relative(string path) => Path.GetRelativePath(folder, path);
        var identities = new JsonObject();
        foreach (var role in organization.Kind.Can().GatewayRoles)
        {
            identities[role] = new JsonObject
            {
                ["Certificate"] = Relative(home.WalletCertificate(mspId, role)),
                ["Key"] = Relative(home.WalletKey(mspId, role)),
            };
        }

        var gateway = new JsonObject
        {
            ["Organization"] = new JsonObject
            {
                ["MspId"] = mspId,
                ["Name"] = organization.Name,
                ["Kind"] = organization.Kind.ToString(),
            },
            ["Listen"] = $"{new IPEndPoint((consortium.Listening ?? GatewayListening.Usual).Ip, organization.GatewayPort ?? 0)}",
            ["Tls"] = new JsonObject
            {
                ["Certificate"] = Relative(home.TlsCertificate(mspId, "gateway")),
                ["Key"] = Relative(home.TlsKey(mspId, "gateway")),
                ["ClientCa"] = Relative(home.CallersCa(mspId)),
                ["RevocationList"] = Relative(home.CallersRevocationList(mspId)),
            },
            ["Peer"] = new JsonObject
            {
                ["Endpoint"] = $"https://127.0.0.1:{organization.PeerPort}",
                ["TlsRoot"] = Relative(home.CaCertificate(mspId)),
                ["ServerName"] = "localhost",
            },
            ["Channel"] = consortium.Channel,
            ["Chaincode"] = consortium.Chaincode.Name,
            ["Identities"] = identities,
            ["Timeouts"] = new JsonObject { ["Shutdown"] = Shutdown.ToString("c", CultureInfo.InvariantCulture) },
        };
        if (organization.Kind.Can().HoldsRecords)
        {
            gateway["Tls"]!["BrokerCa"] = Relative(home.BrokersCa(mspId));
        }

        if (organization.Jobs.Count > 0)
        {
            gateway["Jobs"] = new JsonObject(organization.Jobs.Select(job =>
                KeyValuePair.Create(job.Key, (JsonNode?)new JsonObject { ["Interval"] = job.Value })));
        }

        if (File.Exists(home.ClockOffsetFile))
        {
            gateway["MovableClock"] = Relative(home.ClockOffsetFile);
        }

        if (organization.HolderPort is { } holders)
        {
            gateway["Holders"] = new JsonObject { ["Listen"] = $"{new IPEndPoint((consortium.Listening ?? GatewayListening.Usual).Ip, holders)}" };
        }

        var fingerprints = FingerprintKeyFiles.Numbers(home, mspId).Select(number => Relative(home.FingerprintKey(mspId, number))).Take(FingerprintKeyFiles.Most).ToList();
        if (fingerprints.Count > 0 && organization.Kind.Can().HoldsRecords)
        {
            gateway["Fingerprints"] = new JsonObject
            {
                ["Key"] = fingerprints[0],
                ["SearchKeys"] = new JsonArray([.. fingerprints.Skip(1).Select(key => JsonValue.Create(key))]),
            };
        }

        if (KeyEncryptionKeyFiles.Find(home, mspId) is [.., var current] keys)
        {
            gateway["PersonalData"] = new JsonObject
            {
                ["CurrentKey"] = current.Id,
                ["Keys"] = new JsonObject(keys.Select(key => KeyValuePair.Create(key.Id, (JsonNode?)Relative(key.Path)))),
            };
        }

        return new JsonObject { ["Gateway"] = gateway }.ToJsonString(DevLedgerConfiguration.Json);
    }
}
