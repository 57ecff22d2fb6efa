namespace Insurance.Consortium.Description;

/// <summary>Reads consortium.yaml and reports everything that is wrong with it at once.</summary>
internal static partial class ConsortiumReader
{
    private const int LargestBytes = 1024 * 1024;

    public static ConsortiumDescription ReadFile(string path)
    {
        string text;
        try
        {
            text = Text(path) ?? throw new ConsortiumException(ExitCodes.InvalidInput, $"{path} is larger than {LargestBytes} bytes; name a description of a consortium with --config");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"{path} cannot be read ({exception.Message}); name the file with --config");
        }

        var problems = new List<DescriptionProblem>();
        var description = Read(text, problems, Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (problems.Count > 0)
        {
            throw new ConsortiumException(
                ExitCodes.InvalidInput,
                $"{path} has {problems.Count} {(problems.Count == 1 ? "problem" : "problems")}; correct the lines below and run again",
                [.. problems.OrderBy(problem => problem.Line).Select(problem => problem.ToString())]);
        }

        return description!;
    }

    /// <summary>Null: it is too large. A device says that it has no bytes, and may never end.</summary>
    private static string? Text(string path)
    {
        using var file = File.OpenRead(path);
        var content = new byte[LargestBytes + 1];
        var length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        if (length > LargestBytes)
        {
            return null;
        }

        using var reader = new StreamReader(new MemoryStream(content, 0, length));
        return reader.ReadToEnd();
    }

    /// <summary>The description, or null when the text is not YAML at all; usable only when no problem was reported.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="problems">Receives what is wrong.</param>
    /// <param name="directory">What relative paths in the file are relative to.</param>
    public static ConsortiumDescription? Read(string text, List<DescriptionProblem> problems, string directory)
    {
        var stream = new YamlStream();
        try
        {
            if (YamlForm.Problem(text) is { } problem)
            {
                problems.Add(problem);
                return null;
            }

            stream.Load(new StringReader(text));
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or FormatException)
        {
            problems.Add(new DescriptionProblem(1, $"not valid YAML: {exception.Message}"));
            return null;
        }
        catch (YamlException exception)
        {
            problems.Add(new DescriptionProblem(exception.End.Line, $"not valid YAML: {exception.Message}"));
            return null;
        }

        if (stream.Documents.Count != 1)
        {
            problems.Add(new DescriptionProblem(1, "the file must hold one YAML document"));
            return null;
        }

        var root = new YamlSection(stream.Documents[0].RootNode, "", 1, problems);
        root.Number("version", 1, 1);
        var channel = root.Text("channel", CheckChannel);
        var answers = root.OptionalText("answers", CheckAnswers) ?? "2.5";
        var batch = ReadBatch(root.OptionalSection("batch"));
        var chaincode = root.Section("chaincode");
        var additional = root.Sections("additionalChaincodes", required: false);
        var ports = new PortRegister();
        var sections = root.Sections("organizations", required: true);
        OrganizationDescription[] organizations = [.. sections.Select(section => ReadOrganization(section, ports, additional.Count))];
        var orderer = ReadOrderer(root.Section("orderer"), ports);
        CheckOrganizations(root, sections, organizations, orderer);
        var brokers = root.Sections("brokers", required: false).Select(section => ReadBroker(section, organizations)).ToArray();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var description = new ConsortiumDescription(
            channel,
            batch,
            orderer,
            organizations,
            brokers,
            ReadChaincode(chaincode, organizations, names, directory, isAdditional: false),
            [.. additional.Select(section => ReadChaincode(section, organizations, names, directory, isAdditional: true))])
        {
            Answers = answers,
            ChannelCapability = ReadCapability(root, orderer.Consensus),
        };
        root.RefuseUnknownKeys();
        return description;
    }

    private static ChannelCapability ReadCapability(YamlSection root, Consensus consensus)
    {
        const string Key = "channelCapability";
        var least = consensus == Consensus.Bft ? ChannelCapability.V3_0 : ChannelCapability.V2_0;
        return root.OptionalText(Key, value => value is not ("V2_0" or "V3_0") ? "write V2_0 or V3_0"
            : value == "V2_0" && least == ChannelCapability.V3_0 ? "consensus bft needs V3_0"
            : null) is "V3_0" ? ChannelCapability.V3_0 : least;
    }

    private static BatchDescription ReadBatch(YamlSection? section)
    {
        var standard = BatchDescription.Default;
        if (section is null)
        {
            return standard;
        }

        var batch = new BatchDescription(
            section.OptionalNumber("maxMessages", 1, 10_000) ?? standard.MaxMessages,
            section.OptionalNumber("maxBytes", 1024, 64 * 1024 * 1024) ?? standard.MaxBytes,
            section.OptionalNumber("timeoutMilliseconds", 1, 60_000) ?? standard.TimeoutMilliseconds);
        section.RefuseUnknownKeys();
        return batch;
    }

    private static BrokerDescription ReadBroker(YamlSection section, OrganizationDescription[] organizations)
    {
        var id = section.Text("id", value => BrokerPattern().IsMatch(value) ? null : "1 to 64 of A-Z a-z 0-9 . _ -");
        var insurers = section.Texts("insurers");
        foreach (var (mspId, line) in insurers)
        {
            if (!organizations.Any(organization => organization.MspId == mspId && organization.Kind.Can().HoldsRecords))
            {
                section.Report(line, $"broker {id} names {mspId}, which is not an insurer of this file");
            }
        }

        section.RefuseUnknownKeys();
        return new BrokerDescription(id, [.. insurers.Select(insurer => insurer.Value)]);
    }

    private static string? CheckAnswers(string value) =>
        value is "2.5" or "3.1" ? null : "DevLedger answers as Fabric 2.5 or 3.1; write one of them";

    private static string? CheckChannel(string value) =>
        ChannelPattern().IsMatch(value) ? null : "a channel name is lower-case letters, digits, . and -, begins with a letter, and has at most 249 characters";

    [GeneratedRegex("^[a-z][a-z0-9.-]{0,248}$")]
    private static partial Regex ChannelPattern();

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$")]
    private static partial Regex BrokerPattern();
}
