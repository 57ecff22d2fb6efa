namespace Insurance.Gateway.Privacy;

/// <summary>An empty key store is a new one only while the ledger holds nobody's data; otherwise it is a lost one.</summary>
internal sealed class KeyStoreCheck(IPersonKeyStore keys, GatewaySettings settings, ILedgerReader ledger)
{
    /// <summary>Looks, at the start.</summary>
    /// <exception cref="LedgerException">The ledger does not answer.</exception>
    public async Task<Finding?> LookAsync(ILedgerReader reader, string role, CancellationToken cancellationToken) =>
        await IsLostAsync(reader, role, cancellationToken)
            ? Finding.Fatal(
                "KEY_STORE_EMPTY",
                $"{settings.PersonKeys} has no person's key, and the ledger holds sealed personal data of {settings.Organization.MspId}, which nobody can read without them. Restore the key store from its newest backup; to begin without those persons, run insurance-gateway begin-anew person-keys.")
            : null;

    /// <summary>Refuses to make the first key where there were some.</summary>
    /// <exception cref="ApiException">The store was lost.</exception>
    public async Task DemandAsync(string role, CancellationToken cancellationToken)
    {
        if (await IsLostAsync(ledger, role, cancellationToken))
        {
            throw GatewayErrors.KeyStoreEmpty();
        }
    }

    private async Task<bool> IsLostAsync(ILedgerReader reader, string role, CancellationToken cancellationToken)
    {
        if (settings.PersonalData is null || !settings.Organization.Kind.Can().HoldsRecords || !keys.IsBlank)
        {
            return false;
        }

        try
        {
            var answer = await reader.EvaluateAsync(new LedgerCall("HoldsPersonalData", ["{}"u8.ToArray()], role), cancellationToken);
            return HoldsPersonalDataResponse.Parser.ParseJson(System.Text.Encoding.UTF8.GetString(answer.Span)).Held;
        }
        catch (LedgerException error) when (error.Failure == LedgerFailure.Refused)
        {
            // An older chaincode does not know; one whose consortium is not initialized has nobody's data.
            return false;
        }
    }
}
