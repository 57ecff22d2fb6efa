namespace Insurance.Gateway.Host.Settings;

/// <summary>Turns configuration into <see cref="GatewaySettings"/>.</summary>
internal static class SettingsLoader
{
    /// <summary>Reads and checks the settings.</summary>
    /// <param name="configuration">JSON files and environment variables.</param>
    /// <param name="baseDirectory">What relative paths are relative to.</param>
    /// <exception cref="ConfigurationException">Something is missing, misspelled or impossible.</exception>
    public static GatewaySettings Load(IConfiguration configuration, string baseDirectory)
    {
        var reader = new SettingsReader(configuration, GatewaySettings.Section, baseDirectory);
        var settings = new GatewaySettings
        {
            Organization = new OrganizationSettings(
                reader.Text("Organization:MspId"),
                reader.Text("Organization:Name"),
                Kind(reader)),
            Listen = Listen(reader),
            Tls = new TlsSettings(
                reader.File("Tls:Certificate"),
                reader.File("Tls:Key"),
                reader.File("Tls:ClientCa"),
                reader.Optional("Tls:RevocationList") is null ? null : reader.File("Tls:RevocationList"),
                reader.Optional("Tls:BrokerCa") is null ? null : reader.File("Tls:BrokerCa")),
            Peer = Peer(reader),
            Channel = reader.Text("Channel", "insurance"),
            Chaincode = reader.Text("Chaincode", "insurance"),
            Identities = Identities(reader),
            MovableClock = reader.Optional("MovableClock") is null ? null : reader.File("MovableClock"),
            Timeouts = Timeouts(reader),
            Limits = Limits(reader),
            Holders = HolderSettingsLoader.Load(reader),
            PersonalData = PersonalData(reader),
            StateDirectory = reader.Directory("StateDirectory", "state"),
        };
        settings = settings with { Jobs = Jobs(reader, settings) };
        settings = settings with { Fingerprints = Fingerprints(reader, settings.Organization.Kind) };
        reader.RefuseUnknown();
        return reader.Problems.Count == 0 ? settings : throw new ConfigurationException(reader.Problems);
    }

    private static OrganizationKind Kind(SettingsReader reader)
    {
        const string name = "Organization:Kind";
        var text = reader.Text(name);
        var kind = KindCapabilities.Named(text.ToLowerInvariant())?.Kind ?? OrganizationKind.Unspecified;
        if (kind == OrganizationKind.Unspecified && text.Length > 0)
        {
            reader.Problem(name, $"must be {KindCapabilities.AnyName}, not '{text}'");
        }

        return kind;
    }

    private static ListenAddress Listen(SettingsReader reader)
    {
        const string name = "Listen";
        var text = reader.Text(name, "127.0.0.1:0");
        if (ListenAddress.Parse(text) is { } address)
        {
            return address;
        }

        reader.Problem(name, $"must be an IP address and a port such as 127.0.0.1:7080, not '{text}'");
        return ListenAddress.Parse("127.0.0.1:0")!;
    }

    private static PeerSettings Peer(SettingsReader reader)
    {
        var root = reader.File("Peer:TlsRoot");
        return Peer(reader, "Peer", root) with
        {
            Others = [.. reader.Names("Peer:Others").Select(number => Peer(reader, $"Peer:Others:{number}", root))],
        };
    }

    private static PeerSettings Peer(SettingsReader reader, string section, string root)
    {
        var name = section + ":Endpoint";
        var text = reader.Text(name);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || endpoint.Scheme != Uri.UriSchemeHttps)
        {
            endpoint = new Uri("https://localhost");
            if (text.Length > 0)
            {
                reader.Problem(name, $"must be an https address such as https://127.0.0.1:7051, not '{text}'");
            }
        }

        return new PeerSettings(endpoint, root, reader.Optional(section + ":ServerName"));
    }

    private static Dictionary<string, IdentitySettings> Identities(SettingsReader reader)
    {
        var identities = new Dictionary<string, IdentitySettings>(StringComparer.Ordinal);
        foreach (var role in reader.Names("Identities"))
        {
            if (!Roles.All.Contains(role, StringComparer.Ordinal))
            {
                continue;
            }

            identities[role] = new IdentitySettings(
                reader.File($"Identities:{role}:Certificate"), reader.File($"Identities:{role}:Key"));
        }

        if (identities.Count == 0)
        {
            reader.Problem("Identities", "must hold at least one of " + string.Join(", ", Roles.All));
        }

        return identities;
    }

    private static FingerprintSettings? Fingerprints(SettingsReader reader, OrganizationKind kind)
    {
        const string name = "Fingerprints";
        var numbers = reader.Names(name + ":SearchKeys");
        if (reader.Optional(name + ":Key") is null && numbers.Count == 0)
        {
            return null;
        }

        if (!kind.Can().HoldsRecords)
        {
            reader.Problem(name, "is for insurers: nobody else may hold their common key");
        }

        if (numbers.Count > FingerprintSettings.MostSearchKeys)
        {
            reader.Problem(name + ":SearchKeys", $"names {numbers.Count} files; {FingerprintSettings.MostSearchKeys} at most");
        }

        return new FingerprintSettings(
            reader.File(name + ":Key"), [.. numbers.Select(number => reader.File($"{name}:SearchKeys:{number}"))]);
    }

    private static Dictionary<Job, JobSettings> Jobs(SettingsReader reader, GatewaySettings settings)
    {
        var jobs = new Dictionary<Job, JobSettings>();
        foreach (var job in Enum.GetValues<Job>().Where(job => job != Job.Unspecified))
        {
            var name = "Jobs:" + AutomaticJobs.NameOf(job);
            var isOn = reader.Optional(name + ":Interval") is not null;
            var found = new JobSettings
            {
                Interval = reader.Duration(name + ":Interval", TimeSpan.FromDays(1), TimeSpan.FromDays(7), "such as 01:00:00, above zero and at most 7.00:00:00"),
                MostPerRun = reader.Number(name + ":MostPerRun", 500, 1, 100_000),
                DaysBefore = job == Job.RenewalReminder ? reader.Number(name + ":DaysBefore", 30, 1, 366) : 0,
            };
            if (!isOn)
            {
                if (reader.Names(name).Count > 0)
                {
                    reader.Problem(name + ":Interval", "is missing: without it the job is off, and nothing else of it may be set");
                }

                continue;
            }

            jobs[job] = found;
            if (!settings.Organization.Kind.Can().HoldsRecords)
            {
                reader.Problem(name, "is for insurers: nobody else has policies");
            }
            else if (!settings.Identities.ContainsKey(AutomaticJobs.RoleOf(job)))
            {
                reader.Problem(name, $"needs the identity of the role {AutomaticJobs.RoleOf(job)}, which Identities does not hold");
            }
        }

        return jobs;
    }

    private static PersonalDataSettings? PersonalData(SettingsReader reader)
    {
        const string current = "PersonalData:CurrentKey";
        var keys = reader.Names("PersonalData:Keys").ToDictionary(
            id => id, id => reader.File($"PersonalData:Keys:{id}"), StringComparer.Ordinal);
        if (reader.Optional(current) is not { } id)
        {
            if (keys.Count > 0)
            {
                reader.Problem(current, "is missing");
            }

            return null;
        }

        if (!keys.ContainsKey(id))
        {
            reader.Problem(current, $"must be one of PersonalData:Keys, not '{id}'");
        }

        return new PersonalDataSettings(id, keys);
    }

    private static TimeoutSettings Timeouts(SettingsReader reader)
    {
        var defaults = new TimeoutSettings();
        return new TimeoutSettings
        {
            Evaluate = reader.Duration("Timeouts:Evaluate", defaults.Evaluate),
            Endorse = reader.Duration("Timeouts:Endorse", defaults.Endorse),
            Submit = reader.Duration("Timeouts:Submit", defaults.Submit),
            RequestBody = reader.Duration("Timeouts:RequestBody", defaults.RequestBody),
            CommitStatus = reader.Duration("Timeouts:CommitStatus", defaults.CommitStatus),
            SubmitAgain = reader.Duration("Timeouts:SubmitAgain", defaults.SubmitAgain),
            SlowReader = reader.Duration("Timeouts:SlowReader", defaults.SlowReader),
            Startup = reader.Duration("Timeouts:Startup", defaults.Startup),
            Shutdown = reader.Duration("Timeouts:Shutdown", defaults.Shutdown),
        };
    }

    private static LimitSettings Limits(SettingsReader reader)
    {
        var defaults = new LimitSettings();
        return new LimitSettings
        {
            InFlight = reader.Number("Limits:InFlight", defaults.InFlight, 1, 100_000),
            Subscriptions = reader.Number("Limits:Subscriptions", defaults.Subscriptions, 0, 10_000),
            Exports = reader.Number("Limits:Exports", defaults.Exports, 0, 100),
            CallerShare = reader.Number("Limits:CallerShare", defaults.CallerShare, 1, 100),
            BrokerShare = reader.Number("Limits:BrokerShare", defaults.BrokerShare, 1, 100),
            OutsideShare = reader.Number("Limits:OutsideShare", defaults.OutsideShare, 1, 100),
            ReservedShare = reader.Number("Limits:ReservedShare", defaults.ReservedShare, 0, 90),
            HealthWatches = reader.Number("Limits:HealthWatches", defaults.HealthWatches, 1, 10_000),
            Connections = reader.Number("Limits:Connections", defaults.Connections, 16, 65_536),
            RequestBytes = reader.Number("Limits:RequestBytes", defaults.RequestBytes, 1024, 16 * 1024 * 1024),
            ConflictRetries = reader.Number("Limits:ConflictRetries", defaults.ConflictRetries, 0, 100),
        };
    }
}
