namespace Fabric.Msp;

/// <summary>Distinguished names: built with their most general part first, and read back.</summary>
internal static class SubjectName
{
    public const string CommonName = "2.5.4.3";
    public const string SerialNumber = "2.5.4.5";
    public const string Country = "2.5.4.6";
    public const string Locality = "2.5.4.7";
    public const string Province = "2.5.4.8";
    public const string Street = "2.5.4.9";
    public const string Organization = "2.5.4.10";
    public const string OrganizationalUnit = "2.5.4.11";
    public const string PostalCode = "2.5.4.17";

    // From the most particular to the most general, which is the order in which Fabric writes an identity.
    private static readonly (string Oid, string Name, bool Single)[] ParticularFirst =
    [
        (SerialNumber, "SERIALNUMBER", true),
        (CommonName, "CN", true),
        (PostalCode, "POSTALCODE", false),
        (Street, "STREET", false),
        (Province, "ST", false),
        (Locality, "L", false),
        (OrganizationalUnit, "OU", false),
        (Organization, "O", false),
        (Country, "C", false),
    ];

    public static X500DistinguishedName Build(string? country, string? organization, IEnumerable<string> units, string commonName)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            Write(writer, Country, country, UniversalTagNumber.PrintableString);
            Write(writer, Organization, organization, UniversalTagNumber.UTF8String);
            foreach (var unit in units)
            {
                Write(writer, OrganizationalUnit, unit, UniversalTagNumber.UTF8String);
            }

            Write(writer, CommonName, commonName, UniversalTagNumber.UTF8String);
        }

        return new X500DistinguishedName(writer.Encode());
    }

    /// <summary>Attribute types and values in the order of the encoding.</summary>
    /// <exception cref="AsnContentException">The name is not well-formed.</exception>
    public static List<(string Oid, string Value)> Read(X500DistinguishedName name)
    {
        var attributes = new List<(string, string)>();
        var rdns = new AsnReader(name.RawData, AsnEncodingRules.DER).ReadSequence();
        while (rdns.HasData)
        {
            var rdn = rdns.ReadSetOf(skipSortOrderValidation: true);
            while (rdn.HasData)
            {
                var attribute = rdn.ReadSequence();
                var oid = attribute.ReadObjectIdentifier();
                var tag = attribute.PeekTag();
                attributes.Add((oid, tag.TagClass == TagClass.Universal && IsText((UniversalTagNumber)tag.TagValue)
                    ? attribute.ReadCharacterString((UniversalTagNumber)tag.TagValue)
                    : Convert.ToHexString(attribute.ReadEncodedValue().Span)));
            }
        }

        return attributes;
    }

    /// <summary>The text Fabric chaincode sees: one group per attribute type, values of one type joined by a plus sign.</summary>
    public static string ToFabricText(IReadOnlyList<(string Oid, string Value)> attributes)
    {
        var groups = new List<string>();
        foreach (var (oid, name, single) in ParticularFirst)
        {
            var values = attributes.Where(a => a.Oid == oid).Select(a => a.Value).ToList();
            if (single && values.Count > 1)
            {
                values.RemoveRange(0, values.Count - 1);
            }

            values.RemoveAll(v => single && v.Length == 0);
            if (values.Count > 0)
            {
                groups.Add(string.Join('+', values.Select(v => $"{name}={Escape(v)}")));
            }
        }

        return string.Join(',', groups);
    }

    private static string Escape(string value)
    {
        var text = new System.Text.StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c is ',' or '+' or '"' or '\\' or '<' or '>' or ';'
                || (i == 0 && (c is ' ' or '#'))
                || (i == value.Length - 1 && c == ' '))
            {
                text.Append('\\');
            }

            text.Append(c);
        }

        return text.ToString();
    }

    private static bool IsText(UniversalTagNumber tag) => tag is UniversalTagNumber.UTF8String
        or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String or UniversalTagNumber.BMPString
        or UniversalTagNumber.TeletexString or UniversalTagNumber.NumericString or UniversalTagNumber.VisibleString;

    private static void Write(AsnWriter writer, string oid, string? value, UniversalTagNumber encoding)
    {
        if (value is null)
        {
            return;
        }

        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            writer.WriteCharacterString(encoding, value);
        }
    }
}
