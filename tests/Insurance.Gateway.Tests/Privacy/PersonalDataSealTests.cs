namespace Insurance.Gateway.Tests.Privacy;

public sealed class PersonalDataSealTests
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] Salt = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] Json = PersonalDataJson.Write(new PersonalData { FullName = "Karen Blixen" });

    [Fact]
    public void Open_WhatWasSealed_GivesItBack()
    {
        var value = Sealed();

        var (salt, json) = PersonalDataSeal.Open(Key, "AMSP", "p-1", 3, value);

        salt.ShouldBe(Salt);
        json.ShouldBe(Json);
        value[0].ShouldBe((byte)1);
        value.Length.ShouldBe(1 + 12 + 32 + Json.Length + 16);
        Encoding.Latin1.GetString(value).ShouldNotContain("Blixen");
        Sealed().ShouldNotBe(value);
    }

    [Fact]
    public void Open_ForAnotherPersonVersionOrganizationOrKey_IsRefused()
    {
        var value = Sealed();

        Should.Throw<CryptographicException>(() => PersonalDataSeal.Open(Key, "AMSP", "p-2", 3, value));
        Should.Throw<CryptographicException>(() => PersonalDataSeal.Open(Key, "AMSP", "p-1", 4, value));
        Should.Throw<CryptographicException>(() => PersonalDataSeal.Open(Key, "BMSP", "p-1", 3, value));
        Should.Throw<CryptographicException>(() => PersonalDataSeal.Open(RandomNumberGenerator.GetBytes(32), "AMSP", "p-1", 3, value));
    }

    [Fact]
    public void Open_AnyByteChanged_OrAnyLengthCut_IsRefused()
    {
        var value = Sealed();
        for (var i = 0; i < value.Length; i++)
        {
            var changed = value.ToArray();
            changed[i] ^= 0x10;
            Should.Throw<CryptographicException>(() => PersonalDataSeal.Open(Key, "AMSP", "p-1", 3, changed), $"byte {i}");
            Should.Throw<CryptographicException>(() => PersonalDataSeal.Open(Key, "AMSP", "p-1", 3, value.AsSpan(0, i).ToArray()), $"{i} bytes");
        }
    }

    [Fact]
    public void Open_Noise_IsRefused()
    {
        var random = new Random(20261122);
        for (var i = 0; i < 2000; i++)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            if (noise.Length > 0 && i % 2 == 0)
            {
                noise[0] = 1;
            }

            Should.Throw<CryptographicException>(() => PersonalDataSeal.Open(Key, "AMSP", "p-1", 3, noise));
        }
    }

    // The commitments on the ledger are made of exactly these bytes, for good.
    [Fact]
    public void Json_IsCanonical()
    {
        var person = new PersonalData
        {
            FullName = "Ægir \"Ø\" <O'Brien> \\ 李",
            Phone = "+45 12",
            Address = "1 Street\n\tTown \u20ac \U0001F600",
        };

        var json = PersonalDataJson.Write(person);

        Encoding.UTF8.GetString(json).ShouldBe(
            """{"fullName":"Ægir \"Ø\" <O'Brien> \\ 李","phone":"+45 12","address":"1 Street\n\tTown € \uD83D\uDE00"}""");
        PersonalDataJson.Read(json).ShouldBe(person);
        PersonalDataSeal.Commitment(new byte[32], "{}"u8).ShouldBe(
            Convert.ToHexStringLower(SHA256.HashData([.. new byte[32], (byte)'{', (byte)'}'])));
    }

    // It is kept in outcomes on the ledger, so a repeat must make the same for good.
    [Fact]
    public void Digest_IsOfThisRequestUnderThisKey()
    {
        var digest = PersonalDataSeal.Digest(Key, "AMSP", "RegisterParty", "p-1", "r-1", Json);

        var derived = HKDF.Expand(HashAlgorithmName.SHA256, Key, 32, "insurance.v1.PersonalData request digest"u8.ToArray());
        digest.ShouldBe(Convert.ToHexStringLower(HMACSHA256.HashData(derived, (byte[])[.. "AMSP\nRegisterParty\np-1\nr-1\n"u8, .. Json])));
        string[] others =
        [
            PersonalDataSeal.Digest([.. Key.Reverse()], "AMSP", "RegisterParty", "p-1", "r-1", Json),
            PersonalDataSeal.Digest(Key, "BMSP", "RegisterParty", "p-1", "r-1", Json),
            PersonalDataSeal.Digest(Key, "AMSP", "CorrectParty", "p-1", "r-1", Json),
            PersonalDataSeal.Digest(Key, "AMSP", "RegisterParty", "p-2", "r-1", Json),
            PersonalDataSeal.Digest(Key, "AMSP", "RegisterParty", "p-1", "r-2", Json),
            PersonalDataSeal.Digest(Key, "AMSP", "RegisterParty", "p-1", "r-1", "{}"u8),
            Convert.ToHexStringLower(SHA256.HashData(Json)),
        ];
        others.Append(digest).Distinct().Count().ShouldBe(others.Length + 1);
    }

    private static byte[] Sealed() => PersonalDataSeal.Seal(Key, "AMSP", "p-1", 3, Salt, Json);
}
