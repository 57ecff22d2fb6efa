using System.Security.Cryptography;
using Insurance.Gateway.Configuration;

namespace Insurance.Gateway.Privacy;

/// <summary>What is made and checked when the store is opened.</summary>
public sealed partial class PersonKeyStore
{
    // Wrapped with each key-encryption key, so that a key file that was exchanged is found before anything is wrapped with it.
    private static readonly byte[] Proof = "insurance.v1.key-encryption-key"u8.ToArray();

    private void Prepare()
    {
        // FULL: a key is on the disk before anything is sealed with it. secure_delete: what is deleted is overwritten.
        Run("PRAGMA journal_mode = WAL");
        Run("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA busy_timeout = 10000");
        Run("""
            CREATE TABLE IF NOT EXISTS person_keys (
                number INTEGER PRIMARY KEY, party TEXT NOT NULL UNIQUE, kek TEXT NOT NULL, wrapped BLOB NOT NULL);
            CREATE INDEX IF NOT EXISTS person_keys_by_kek ON person_keys (kek);
            CREATE TABLE IF NOT EXISTS erased (party TEXT PRIMARY KEY, purged INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS key_encryption_keys (id TEXT PRIMARY KEY, proof BLOB NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
            """);
        var problems = new List<string>();
        problems.AddRange(wrapping.Ids.Where(id => !Proven(id)).Select(id =>
            $"The key-encryption key '{id}' is not the one that the key store {path} was written with; name the right file in {SettingsLoader.Section}:PersonalData:Keys:{id}."));
        problems.AddRange(Counted().Where(used => !wrapping.Ids.Contains(used.Key)).Select(used =>
            $"{used.Value} persons' keys in {path} are wrapped with the key-encryption key '{used.Key}', which is not configured; add its file as {SettingsLoader.Section}:PersonalData:Keys:{used.Key}."));
        if (problems.Count > 0)
        {
            throw new ConfigurationException(problems);
        }

        FinishScrubbing();
    }

    private bool Proven(string id)
    {
        if (Scalar("SELECT proof FROM key_encryption_keys WHERE id = $id", ("$id", id)) is not byte[] proof)
        {
            Run("INSERT INTO key_encryption_keys (id, proof) VALUES ($id, $proof)", ("$id", id), ("$proof", wrapping.Wrap(id, Proof)));
            return true;
        }

        try
        {
            return CryptographicOperations.FixedTimeEquals(wrapping.Unwrap(id, proof), Proof);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
