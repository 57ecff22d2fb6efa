namespace Insurance.Gateway.Foundation.Errors;

/// <summary>The errors the gateway itself finds. Their codes are listed in docs/integrate/gateway.md.</summary>
internal static class GatewayErrors
{
    public static ApiException CertificateMissing() => new(
        "CERTIFICATE_MISSING", StatusCode.Unauthenticated,
        "Present a client certificate issued by this organization's certificate authority.");

    public static ApiException CertificateExpired(DateTime end) => new(
        "CERTIFICATE_EXPIRED", StatusCode.Unauthenticated,
        $"The client certificate expired at {Utc(end)}. Enroll again to get a new one.");

    public static ApiException CertificateNotYetValid(DateTime start) => new(
        "CERTIFICATE_NOT_YET_VALID", StatusCode.Unauthenticated,
        $"The client certificate is valid only from {Utc(start)} on.");

    public static ApiException CertificateUntrusted() => new(
        "CERTIFICATE_UNTRUSTED", StatusCode.Unauthenticated,
        "The client certificate was not issued by this organization's certificate authority.");

    public static ApiException CertificateRevoked() => new(
        "CERTIFICATE_REVOKED", StatusCode.Unauthenticated,
        "The client certificate was revoked by this organization's certificate authority.");

    public static ApiException CertificateNotForCallers(string why) => new(
        "CERTIFICATE_NOT_FOR_CALLERS", StatusCode.Unauthenticated,
        $"The client certificate is not one to call with: {why}.");

    public static ApiException CertificateWrongAuthority(string why) => new(
        "CERTIFICATE_WRONG_AUTHORITY", StatusCode.Unauthenticated, why);

    public static ApiException CallerNameReserved(string name) => new(
        "CALLER_NAME_RESERVED", StatusCode.Unauthenticated,
        $"The client certificate's common name '{name}' is the name of what gateways do by themselves; have one issued with another name.");

    public static ApiException BrokerMissing() => new(
        "BROKER_ATTRIBUTE_MISSING", StatusCode.Unauthenticated,
        "The client certificate has the role broker but no attribute 'broker' that says which one.");

    public static ApiException RegulatorReadOnly(string method) => new(
        "REGULATOR_READ_ONLY", StatusCode.PermissionDenied,
        $"This is a regulator's gateway: it only reads, and {method} writes.");

    public static ApiException KindNotAllowed(string method, OrganizationKind kind) => new(
        "ORGANIZATION_KIND_NOT_ALLOWED", StatusCode.PermissionDenied,
        $"{method} is not available to {kind.Can().WithArticle}.");

    public static ApiException RoleNotAllowed(string method, IReadOnlyList<string> roles) => new(
        "ROLE_NOT_ALLOWED", StatusCode.PermissionDenied,
        $"{method} needs the role {Or(roles)}.",
        metadata: new Dictionary<string, string> { ["roles"] = string.Join(',', roles) });

    public static ApiException IdentityNotConfigured(string role) => new(
        "IDENTITY_NOT_CONFIGURED", StatusCode.FailedPrecondition,
        $"This gateway holds no signing identity for the role {role}; its operator must configure one.");

    // scope: whose share is used up, caller, brokers, policyholders or gateway.
    public static ApiException ShareUsedUp(string scope, string problem, int limit, TimeSpan pause) => new(
        "TOO_MANY_REQUESTS", StatusCode.ResourceExhausted, problem + "; try again shortly.",
        metadata: new Dictionary<string, string>
        {
            ["scope"] = scope,
            ["limit"] = limit.ToString(CultureInfo.InvariantCulture),
        })
    {
        RetryAfter = pause,
    };

    public static ApiException WatchGaveWay() => new(
        "TOO_MANY_REQUESTS", StatusCode.ResourceExhausted, "Newer health watches took this one's place; watch again.",
        metadata: new Dictionary<string, string> { ["scope"] = "gateway" })
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    public static ApiException StreamNotRead(TimeSpan patience) => new(
        "STREAM_NOT_READ", StatusCode.ResourceExhausted,
        string.Create(CultureInfo.InvariantCulture, $"The stream was ended since nothing of it was read for {patience.TotalSeconds} seconds."));

    public static ApiException PositionUnknown(ulong height) => new(
        "POSITION_UNKNOWN", StatusCode.OutOfRange,
        string.Create(CultureInfo.InvariantCulture, $"This ledger, of {height} blocks, does not have that transaction in that block: the position was kept of another ledger, or of one that was restored since."),
        "afterTransactionId");

    public static ApiException StartBeyondLedger(ulong height) => new(
        "START_BEYOND_LEDGER", StatusCode.OutOfRange,
        string.Create(CultureInfo.InvariantCulture, $"The ledger has {height} blocks, and startBlock is far above the next one: it is perhaps a position of another ledger."),
        "startBlock",
        new Dictionary<string, string> { ["height"] = height.ToString(CultureInfo.InvariantCulture) });

    /// <summary>A list in as many facts as it takes: one fact has a bounded length.</summary>
    private static Dictionary<string, string> Parts(string key, IReadOnlyList<string> items)
    {
        var parts = new List<string>();
        foreach (var item in items)
        {
            if (parts.Count > 0 && parts[^1].Length + 1 + item.Length <= BoundedText.Name)
            {
                parts[^1] += "," + item;
            }
            else
            {
                parts.Add(item);
            }
        }

        return parts.Index().ToDictionary(part => key + (part.Index + 1).ToString(CultureInfo.InvariantCulture), part => part.Item);
    }

    public static ApiException EventNamesUnknown(IReadOnlyList<(int Index, string Name)> unknown, IReadOnlyList<string> known) => new(
        StatusCode.InvalidArgument,
        [.. unknown.Take(ViolationList.Most).Select(name => new Violation(
            "EVENT_NAME_UNKNOWN",
            string.Create(CultureInfo.InvariantCulture, $"names[{name.Index}]"),
            $"No event is called '{BoundedText.Of(name.Name, BoundedText.Name)}'. The names that there are stand in this error's metadata."))],
        Math.Max(unknown.Count - ViolationList.Most, 0),
        Parts("names", known));

    public static ApiException InputTooLarge(int limit) => new(
        "INPUT_TOO_LARGE", StatusCode.InvalidArgument,
        $"The request is larger than {limit.ToString(CultureInfo.InvariantCulture)} bytes.");

    public static ApiException MessageTooLarge() => new(
        "INPUT_TOO_LARGE", StatusCode.ResourceExhausted, "The message is larger than this gateway takes.");

    public static ApiException RequestUnreadable() => new(
        "REQUEST_UNREADABLE", StatusCode.InvalidArgument,
        "The body is not the request of this method in the form that its content type names.");

    public static ApiException EncodingUnknown() => new(
        "REQUEST_UNREADABLE", StatusCode.Unimplemented, "The message is compressed in a way that this gateway does not know; send it plain or as gzip.");

    public static ApiException RequestTooSlow() => new(
        "REQUEST_TOO_SLOW", StatusCode.DeadlineExceeded, "The request did not arrive in time; nothing was changed.");

    public static ApiException PathUnknown(string path) => new(
        "PATH_UNKNOWN", StatusCode.NotFound, $"There is nothing at '{BoundedText.Of(path, BoundedText.Name)}'.");

    public static ApiException VerbNotAllowed() => new(
        "VERB_NOT_ALLOWED", StatusCode.InvalidArgument, "What is at this path does not answer this HTTP verb.");

    public static ApiException CertificateAttributesUnreadable() => new(
        "CERTIFICATE_ATTRIBUTES_UNREADABLE", StatusCode.Unauthenticated,
        "The attributes in the client certificate cannot be read, so its role is not known; have it issued anew.");

    public static ApiException RequestIdReserved() => new(
        "REQUEST_ID_RESERVED", StatusCode.InvalidArgument,
        "Request ids that begin with 'auto-pay.' belong to the gateway's automatic payments; choose another one.",
        "requestId");

    public static ApiException MalformedJson(string problem, string? field = null) => new(
        "MALFORMED_JSON", StatusCode.InvalidArgument, $"The body is not the JSON form of the request: {problem}", field);

    public static ApiException ValueInvalid(string field, string expected) => new(
        "MALFORMED_JSON", StatusCode.InvalidArgument,
        $"The value of '{BoundedText.Of(field, BoundedText.Name)}' is not {expected}.", field);

    public static ApiException InputTooDeep(int limit) => new(
        "INPUT_TOO_DEEP", StatusCode.InvalidArgument,
        $"The request nests deeper than {limit.ToString(CultureInfo.InvariantCulture)} levels.");

    public static ApiException UnknownField(string field) => new(
        "UNKNOWN_FIELD", StatusCode.InvalidArgument, $"The request has no field '{BoundedText.Of(field, BoundedText.Name)}'.", field);

    public static ApiException DuplicateKey(string field) => new(
        "DUPLICATE_KEY", StatusCode.InvalidArgument, $"The field '{BoundedText.Of(field, BoundedText.Name)}' is there more than once.", field);

    public static ApiException InvalidValue(string problem, string? field = null) => new(
        "INVALID_ARGUMENT", StatusCode.InvalidArgument, problem, field);

    public static ApiException FieldRequired(string field, string problem) => new(
        "REQUIRED", StatusCode.InvalidArgument, problem, field);

    public static ApiException SaltRequired() => new(
        "SALT_REQUIRED", StatusCode.PermissionDenied,
        "Without the salt only underwriters and claims handlers of the party's insurer may compare; the person can ask the insurer for the salt.",
        "salt");

    public static ApiException PersonalDataNotConfigured() => new(
        "PERSONAL_DATA_NOT_CONFIGURED", StatusCode.FailedPrecondition,
        "This gateway has no key to protect personal data with; its operator must configure PersonalData:Keys.");

    public static ApiException PersonalDataKeyMissing() => new(
        "PERSONAL_DATA_KEY_MISSING", StatusCode.FailedPrecondition,
        "This gateway's key store has no key of this person; its operator must restore the store from its newest backup.");

    public static ApiException KeyStoreEmpty() => new(
        "PERSONAL_DATA_KEY_STORE_EMPTY", StatusCode.FailedPrecondition,
        "The ledger holds personal data of this insurer and this gateway's key store is empty; its operator must restore the store, and nobody is registered before that.");

    public static ApiException PersonalDataKeyDamaged() => new(
        "PERSONAL_DATA_KEY_DAMAGED", StatusCode.DataLoss,
        "This person's key in the gateway's key store is damaged; its operator must restore the store from its newest backup.");

    public static ApiException PersonalDataDamaged() => new(
        "PERSONAL_DATA_DAMAGED", StatusCode.DataLoss,
        "The stored personal data cannot be unsealed or are not those of the commitment; register corrected data.");

    public static ApiException FingerprintKeyMissing() => new(
        "FINGERPRINT_KEY_MISSING", StatusCode.FailedPrecondition,
        "This gateway holds no key of the insurers to make fingerprints with; its operator must configure Fingerprints:Key, or leave the references out.",
        "fraudReferences");

    public static ApiException FingerprintsMadeHere() => new(
        "FINGERPRINTS_MADE_HERE", StatusCode.InvalidArgument,
        "This gateway makes the fingerprints itself; send fraudReferences instead.", "fingerprints");

    public static ApiException ReferenceInvalid(int shortest, int longest) => new(
        "INVALID_ARGUMENT", StatusCode.InvalidArgument,
        string.Create(CultureInfo.InvariantCulture, $"A reference has at most {longest} characters, of which at least {shortest} are letters or digits."),
        "fraudReferences.object");

    public static ApiException HolderTokenInvalid() => new(
        "HOLDER_TOKEN_INVALID", StatusCode.Unauthenticated,
        "The access code is not valid, or no longer: ask your insurer for a new one.");

    public static ApiException HolderCallsTooMany() => new(
        "TOO_MANY_REQUESTS", StatusCode.ResourceExhausted,
        "There were too many requests from here in a short time; try again in a minute.");

    public static ApiException HolderTokenDays(int most) => new(
        "INVALID_ARGUMENT", StatusCode.InvalidArgument,
        string.Create(CultureInfo.InvariantCulture, $"A token is valid for at most {most} days."), "validDays");

    public static ApiException HolderTokensTooMany(int most) => new(
        "HOLDER_TOKENS_TOO_MANY", StatusCode.FailedPrecondition,
        string.Create(CultureInfo.InvariantCulture, $"The record has {most} open tokens already; revoke those that are not needed."));

    public static ApiException HolderTokenNotFound() => new(
        "HOLDER_TOKEN_NOT_FOUND", StatusCode.NotFound, "There is no token of this id.", "tokenId");

    public static ApiException HolderTokenOfOne() => new(
        "INVALID_ARGUMENT", StatusCode.InvalidArgument, "Either policyId or claimId is needed, not both.", "policyId");

    public static ApiException LanguageUnknown(IReadOnlyList<string> languages) => new(
        "INVALID_ARGUMENT", StatusCode.InvalidArgument, $"The language must be one of {string.Join(", ", languages)}.", "language");

    public static ApiException AcceptLanguageTooLong(int most) => new(
        "INVALID_ARGUMENT", StatusCode.InvalidArgument,
        string.Create(CultureInfo.InvariantCulture, $"acceptLanguage has at most {most} characters."), "acceptLanguage");

    public static ApiException NoteInvalid(int most) => new(
        "INVALID_ARGUMENT", StatusCode.InvalidArgument,
        string.Create(CultureInfo.InvariantCulture, $"A note has at most {most} characters and no line ends."), "note");

    public static ApiException PageSizeInvalid(int most) => new(
        "INVALID_ARGUMENT", StatusCode.InvalidArgument,
        string.Create(CultureInfo.InvariantCulture, $"A page has at most {most} items."), "pageSize");

    public static ApiException JobUnknown() => new(
        "INVALID_ARGUMENT", StatusCode.InvalidArgument, "There is no such job.", "job");

    public static ApiException PageTokenInvalid() => new(
        "INVALID_PAGE_TOKEN", StatusCode.InvalidArgument, "The page token was not made by this list.", "pageToken");

    public static ApiException MethodUnknown(string path) => new(
        "METHOD_UNKNOWN", StatusCode.Unimplemented, $"There is no method '{BoundedText.Of(path, BoundedText.Name)}'.");

    public static ApiException MediaType() => new(
        "MEDIA_TYPE_NOT_SUPPORTED", StatusCode.InvalidArgument,
        "Call with POST and Content-Type application/json, or with gRPC.");

    public static ApiException LedgerUnavailable() => new(
        "LEDGER_UNAVAILABLE", StatusCode.Unavailable,
        "The ledger cannot be reached at the moment and nothing was changed; try again with the same request id.");

    public static ApiException LedgerTimeout() => new(
        "LEDGER_TIMEOUT", StatusCode.DeadlineExceeded,
        "The ledger took too long to answer and nothing was changed; try again with the same request id.");

    public static ApiException LedgerConflict() => new(
        "LEDGER_CONFLICT", StatusCode.Aborted,
        "Other transactions changed the same records at the same time, repeatedly; try again with the same request id.");

    public static ApiException OutcomeUnknown(string transactionId) => new(
        "OUTCOME_UNKNOWN", StatusCode.Unavailable,
        "The transaction was submitted but its outcome could not be learned; repeat it with the same request id to find out.",
        metadata: new Dictionary<string, string> { ["transaction_id"] = transactionId });

    public static ApiException Unfinished() => new(
        "UNFINISHED", StatusCode.Unavailable,
        "A part of it was done and the rest could not be; repeat it with the same request id. What nobody repeats, the gateway finishes or takes back by itself.");

    public static ApiException TransactionInvalid(string transactionId, string validationCode) => new(
        "TRANSACTION_INVALID", StatusCode.Aborted,
        $"The ledger recorded the transaction as invalid ({validationCode}); nothing was changed.",
        metadata: new Dictionary<string, string>
        {
            ["transaction_id"] = transactionId,
            ["validation_code"] = validationCode,
        });

    public static ApiException LedgerRefused() => new(
        "LEDGER_REFUSED", StatusCode.FailedPrecondition,
        "The ledger refused the transaction and nothing was changed; the gateway's log has the reason.");

    public static ApiException LedgerIdentityRefused() => new(
        "LEDGER_IDENTITY_REFUSED", StatusCode.FailedPrecondition,
        "The ledger takes the identity with which this gateway signs for your role for no member's, so nothing was changed; its operator must renew it.");

    public static ApiException LedgerClockWrong() => new(
        "LEDGER_CLOCK_WRONG", StatusCode.FailedPrecondition,
        "The clocks of this gateway and of a ledger's peer are more than 15 minutes apart, so nothing was changed; its operator must set the wrong one.");

    public static ApiException EndorsementPolicyNotSatisfied(string transactionId) => new(
        "ENDORSEMENT_POLICY_NOT_SATISFIED", StatusCode.FailedPrecondition,
        "The ledger recorded the transaction as invalid, since its endorsements do not satisfy an endorsement policy; nothing was changed. Trying again does not help: the members must change the policy.",
        metadata: new Dictionary<string, string>
        {
            ["transaction_id"] = transactionId,
            ["validation_code"] = LedgerException.EndorsementPolicyFailure,
        });

    public static ApiException NotOnThisPeer(ulong firstBlock, string remedy = "Ask a member whose peer has the whole chain.") => new(
        "NOT_ON_THIS_PEER", StatusCode.OutOfRange,
        string.Create(CultureInfo.InvariantCulture, $"This organization's peer joined the channel by a snapshot: the first block to be had is {firstBlock}, and what happened before is not on it. {remedy}"),
        metadata: new Dictionary<string, string> { ["firstBlock"] = firstBlock.ToString(CultureInfo.InvariantCulture) });

    public static ApiException TransactionIdInvalid() => new(
        "INVALID_ID", StatusCode.InvalidArgument,
        "A transaction id is 64 lower-case hexadecimal digits.", "transactionId");

    public static ApiException TransactionNotFound() => new(
        "TRANSACTION_NOT_FOUND", StatusCode.NotFound, "The ledger has no transaction with this id.", "transactionId");

    public static ApiException PeriodInvalid(string field, string problem) => new(
        "INVALID_PERIOD", StatusCode.InvalidArgument, problem, field);

    public static ApiException Stopping() => new(
        "GATEWAY_STOPPING", StatusCode.Unavailable,
        "The gateway is being stopped; subscribe again from the last event received.");

    public static ApiException StorageUnavailable() => new(
        "STORAGE_UNAVAILABLE", StatusCode.Unavailable,
        "The gateway cannot write its own files at the moment; try again with the same request id.");

    public static ApiException Internal() => new(
        "INTERNAL", StatusCode.Internal,
        "The gateway failed to handle the request; its log has the reason.");

    private static string Utc(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Or(IReadOnlyList<string> items) => items.Count == 1
        ? items[0]
        : string.Join(", ", items.Take(items.Count - 1)) + " or " + items[^1];
}
