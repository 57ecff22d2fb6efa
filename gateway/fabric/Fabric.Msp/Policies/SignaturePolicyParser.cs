namespace Fabric.Msp;

/// <summary>A recursive-descent reader of Fabric's policy language.</summary>
/// <remarks>
/// Principals are numbered as Fabric numbers them: inner groups before the principals of the group around
/// them, and each mention anew. Organizations approve a policy by its bytes, so these must not depend on
/// the tool that wrote them.
/// </remarks>
internal sealed class SignaturePolicyParser(string text)
{
    private const int DeepestNesting = 64;

    private readonly SignaturePolicyEnvelope _envelope = new();
    private readonly Dictionary<SignaturePolicy, MSPPrincipal> _unnumbered = new(ReferenceEqualityComparer.Instance);
    private int _position;

    public SignaturePolicyEnvelope Parse()
    {
        _envelope.Rule = ParseRule(0);
        Number(_envelope.Rule);
        SkipSpace();
        return _position == text.Length ? _envelope : throw Error("expected the end of the policy");
    }

    private SignaturePolicy ParseRule(int depth)
    {
        if (depth > DeepestNesting)
        {
            throw Error($"nested deeper than {DeepestNesting} levels");
        }

        SkipSpace();
        return Peek() is '\'' or '"' ? ParsePrincipal() : ParseGroup(depth);
    }

    private SignaturePolicy ParseGroup(int depth)
    {
        var start = _position;
        while (char.IsAsciiLetter(Peek()))
        {
            _position++;
        }

        var name = text[start.._position];
        if (name is not ("AND" or "and" or "And" or "OR" or "or" or "Or" or "OutOf" or "outof" or "OUTOF"))
        {
            _position = start;
            throw Error("expected AND, OR, OutOf or a principal in quotes");
        }

        Expect('(');
        var group = new SignaturePolicy.Types.NOutOf();
        int? count = null;
        if (name.Length == 5)
        {
            count = ParseCount();
            Expect(',');
        }

        do
        {
            group.Rules.Add(ParseRule(depth + 1));
        }
        while (TryRead(','));

        var end = _position;
        Expect(')');
        group.N = count ?? (name[0] is 'A' or 'a' ? group.Rules.Count : 1);
        if (group.N < 1 || group.N > group.Rules.Count)
        {
            _position = end;
            throw Error($"OutOf asks for {group.N} of {group.Rules.Count} rules");
        }

        foreach (var rule in group.Rules)
        {
            Number(rule);
        }

        return new SignaturePolicy { NOutOf = group };
    }

    private void Number(SignaturePolicy rule)
    {
        if (_unnumbered.Remove(rule, out var principal))
        {
            rule.SignedBy = _envelope.Identities.Count;
            _envelope.Identities.Add(principal);
        }
    }

    private int ParseCount()
    {
        SkipSpace();
        var quote = Peek() is '\'' or '"' ? text[_position++] : '\0';
        var start = _position;
        while (char.IsAsciiDigit(Peek()))
        {
            _position++;
        }

        if (!int.TryParse(text.AsSpan(start, _position - start), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            throw Error("expected how many rules are needed");
        }

        if (quote != '\0' && (Peek() != quote || ++_position < 0))
        {
            throw Error("the quotation is not closed");
        }

        return count;
    }

    private SignaturePolicy ParsePrincipal()
    {
        var start = _position;
        var end = text.IndexOf(text[start], start + 1);
        if (end < 0)
        {
            throw Error("the quotation is not closed");
        }

        var principal = text[(start + 1)..end];
        var dot = principal.LastIndexOf('.');
        if (dot <= 0 || !principal.AsSpan(0, dot).ContainsOnlyMspIdCharacters())
        {
            throw Error($"\"{principal}\" is not of the form MspId.role");
        }

        var role = principal[(dot + 1)..] switch
        {
            "member" => MSPRole.Types.MSPRoleType.Member,
            "client" => MSPRole.Types.MSPRoleType.Client,
            "peer" => MSPRole.Types.MSPRoleType.Peer,
            "admin" => MSPRole.Types.MSPRoleType.Admin,
            "orderer" => MSPRole.Types.MSPRoleType.Orderer,
            var other => throw Error($"\"{other}\" is not a role; roles are member, client, peer, admin and orderer"),
        };
        _position = end + 1;
        var rule = new SignaturePolicy();
        _unnumbered[rule] = IdentityPrincipal.Role(principal[..dot], role);
        return rule;
    }

    private char Peek() => _position < text.Length ? text[_position] : '\0';

    private bool TryRead(char expected)
    {
        SkipSpace();
        if (Peek() != expected)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void Expect(char expected)
    {
        if (!TryRead(expected))
        {
            throw Error($"expected \"{expected}\"");
        }
    }

    private void SkipSpace()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
        {
            _position++;
        }
    }

    private FormatException Error(string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The policy is not well-formed at character {_position + 1}: {what}."));
}
