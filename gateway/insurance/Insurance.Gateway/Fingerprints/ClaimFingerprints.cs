using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace Insurance.Gateway.Fingerprints;

/// <summary>Makes the fingerprints of a claim, and takes out of the request what they are made of.</summary>
/// <param name="keys">The insurers' common keys; <c>null</c>: this gateway holds none.</param>
internal sealed class ClaimFingerprints(FingerprintKeys? keys)
{
    private const int LongestReference = 200;
    private const int ShortestReference = 4;

    /// <summary>True when the request holds what only its claim's record can complete.</summary>
    public bool NeedsClaim(AddEvidenceRequest request) => keys is not null && request.FraudReferences is { Object.Length: > 0 };

    /// <summary>A new claim's.</summary>
    /// <exception cref="ApiException">A reference that is none, or fingerprints of the caller's own.</exception>
    public SubmitClaimRequest Of(SubmitClaimRequest request)
    {
        var result = request.Clone();
        result.FraudReferences = null;
        if (Reference(request.FraudReferences, request.Fingerprints) is { } reference)
        {
            AddObject(result.Fingerprints, reference, request.OccurredAt, request.Cause);
        }

        AddEvidence(result.Fingerprints, request.Evidence);
        return result;
    }

    /// <summary>Those of what is added to a claim.</summary>
    /// <param name="request">The request.</param>
    /// <param name="claim">The claim's record, where <see cref="NeedsClaim"/> says so.</param>
    /// <exception cref="ApiException">A reference that is none, or fingerprints of the caller's own.</exception>
    public AddEvidenceRequest Of(AddEvidenceRequest request, Claim? claim)
    {
        var result = request.Clone();
        result.FraudReferences = null;
        if (Reference(request.FraudReferences, request.Fingerprints) is { } reference)
        {
            AddObject(result.Fingerprints, reference, claim?.OccurredAt, claim?.Cause ?? "");
        }

        AddEvidence(result.Fingerprints, request.Evidence);
        return result;
    }

    private string? Reference(FraudReferences? references, RepeatedField<Fingerprint> given)
    {
        if (keys is null)
        {
            return references is null ? null : throw GatewayErrors.FingerprintKeyMissing();
        }

        if (given.Count > 0)
        {
            throw GatewayErrors.FingerprintsMadeHere();
        }

        if (references is null)
        {
            return null;
        }

        var plain = ReferenceText.Of(references.Object);
        return references.Object.Length <= LongestReference && plain.Length >= ShortestReference
            ? plain
            : throw GatewayErrors.ReferenceInvalid(ShortestReference, LongestReference);
    }

    private void AddObject(RepeatedField<Fingerprint> fingerprints, string reference, Timestamp? occurredAt, string cause)
    {
        fingerprints.Add(Make(FingerprintKind.Object, "object", reference));
        if (occurredAt is not null && Day(occurredAt) is { } day)
        {
            fingerprints.Add(Make(FingerprintKind.Loss, "loss", reference, day, ReferenceText.Of(cause)));
        }
    }

    private void AddEvidence(RepeatedField<Fingerprint> fingerprints, RepeatedField<Evidence> evidence)
    {
        if (keys is not null)
        {
            fingerprints.Add(evidence.Select(document => document.Sha256).Distinct(StringComparer.Ordinal)
                .Select(sha256 => Make(FingerprintKind.Evidence, "evidence", sha256)));
        }
    }

    private Fingerprint Make(FingerprintKind kind, string name, params IEnumerable<string> parts)
    {
        var values = keys!.Make(name, parts);
        return new Fingerprint { Kind = kind, Value = values[0], Alternatives = { values.Skip(1) } };
    }

    // A time that is none is refused by the chaincode, which says why.
    private static string? Day(Timestamp time)
    {
        try
        {
            return time.ToDateTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
