namespace Insurance.Gateway.Privacy;

/// <summary>A person unsealed.</summary>
/// <param name="Data">The person's data.</param>
/// <param name="Salt">Of the commitment.</param>
/// <param name="Json">What the commitment is made of, with the salt.</param>
internal sealed record OpenedPerson(PersonalData Data, byte[] Salt, byte[] Json);
