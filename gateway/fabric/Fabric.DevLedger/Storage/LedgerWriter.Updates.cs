namespace Fabric.DevLedger.Storage;

internal sealed partial class LedgerWriter
{
    private Statement _put = null!;
    private Statement _putWithMetadata = null!;
    private Statement _setMetadata = null!;
    private Statement _delete = null!;
    private Statement _putHash = null!;
    private Statement _putHashWithMetadata = null!;
    private Statement _setHashMetadata = null!;
    private Statement _deleteHash = null!;
    private Statement _putPrivate = null!;
    private Statement _deletePrivate = null!;
    private Statement _insertPrivateWrite = null!;
    private Statement _purgeWrites = null!;
    private Statement[] _expire = [];
    private bool _purged;

    private void PrepareUpdates()
    {
        _put = _database.Prepare(
            "INSERT INTO state (key, version, value) VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET version = ?2, value = ?3");
        _putWithMetadata = _database.Prepare(
            "INSERT INTO state (key, version, value, metadata) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (key) DO UPDATE SET version = ?2, value = ?3, metadata = ?4");
        _setMetadata = _database.Prepare("UPDATE state SET version = ?2, metadata = ?3 WHERE key = ?1");
        _delete = _database.Prepare("DELETE FROM state WHERE key = ?1");
        _putHash = _database.Prepare(
            "INSERT INTO private_hashes (key, version, value, expires) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (key) DO UPDATE SET version = ?2, value = ?3, expires = ?4");
        _putHashWithMetadata = _database.Prepare(
            "INSERT INTO private_hashes (key, version, value, expires, metadata) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (key) DO UPDATE SET version = ?2, value = ?3, expires = ?4, metadata = ?5");
        _setHashMetadata = _database.Prepare("UPDATE private_hashes SET version = ?2, metadata = ?3 WHERE key = ?1");
        _deleteHash = _database.Prepare("DELETE FROM private_hashes WHERE key = ?1");
        _putPrivate = _database.Prepare(
            "INSERT INTO private_values (key, version, value, expires) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (key) DO UPDATE SET version = ?2, value = ?3, expires = ?4");
        _deletePrivate = _database.Prepare("DELETE FROM private_values WHERE key = ?1");
        _insertPrivateWrite = _database.Prepare(
            "INSERT OR REPLACE INTO private_writes (position, hashed_key, chaincode, collection, key, value, expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        _purgeWrites = _database.Prepare("DELETE FROM private_writes WHERE hashed_key = ?1 AND position <= ?2");
        _expire =
        [
            _database.Prepare("DELETE FROM private_hashes WHERE expires <= ?1"),
            _database.Prepare("DELETE FROM private_values WHERE expires <= ?1"),
            _database.Prepare("DELETE FROM private_writes WHERE expires <= ?1"),
        ];
    }

    private void Apply(in StateUpdate update)
    {
        var position = update.Version.Position;
        switch (update.Kind)
        {
            case StateUpdateKind.Put when update.Metadata is null:
                _put.Bind(1, update.Key.AsSpan()).Bind(2, position).Bind(3, update.Value.AsSpan()).Run();
                break;
            case StateUpdateKind.Put:
                _putWithMetadata.Bind(1, update.Key.AsSpan()).Bind(2, position).Bind(3, update.Value.AsSpan())
                    .Bind(4, update.Metadata.AsSpan()).Run();
                break;
            case StateUpdateKind.Delete:
                _delete.Bind(1, update.Key.AsSpan()).Run();
                break;
            case StateUpdateKind.SetMetadata:
                _setMetadata.Bind(1, update.Key.AsSpan()).Bind(2, position).Bind(3, update.Metadata.AsSpan()).Run();
                return;
            default:
                ApplyHash(update, position);
                return;
        }

        _insertHistory.Bind(1, update.Key.AsSpan()).Bind(2, position).Run();
    }

    private void ApplyHash(in StateUpdate update, long position)
    {
        switch (update.Kind)
        {
            case StateUpdateKind.PutHash when update.Metadata is null:
                BindExpiry(_putHash.Bind(1, update.Key.AsSpan()).Bind(2, position).Bind(3, update.Value.AsSpan()), 4, update.Expires).Run();
                break;
            case StateUpdateKind.PutHash:
                BindExpiry(_putHashWithMetadata.Bind(1, update.Key.AsSpan()).Bind(2, position).Bind(3, update.Value.AsSpan()), 4, update.Expires)
                    .Bind(5, update.Metadata.AsSpan()).Run();
                break;
            case StateUpdateKind.SetHashMetadata:
                _setHashMetadata.Bind(1, update.Key.AsSpan()).Bind(2, position).Bind(3, update.Metadata.AsSpan()).Run();
                break;
            case StateUpdateKind.DeleteHash:
                _deleteHash.Bind(1, update.Key.AsSpan()).Run();
                break;
            case StateUpdateKind.Purge:
                _deleteHash.Bind(1, update.Key.AsSpan()).Run();
                _purgeWrites.Bind(1, update.Key.AsSpan()).Bind(2, position).Run();
                _purged = true;
                break;
            default:
                throw new InvalidOperationException($"update {update.Kind}");
        }
    }

    private void Apply(in PrivateValueUpdate update)
    {
        var key = StoredKey.Private(update.Chaincode, update.Collection, update.Key);
        if (update.Value is { } value)
        {
            BindExpiry(_putPrivate.Bind(1, key.AsSpan()).Bind(2, update.Version.Position).Bind(3, value.AsSpan()), 4, update.Expires).Run();
        }
        else
        {
            _deletePrivate.Bind(1, key.AsSpan()).Run();
        }

        BindExpiry(
            _insertPrivateWrite.Bind(1, update.Version.Position)
                .Bind(2, StoredKey.Hashed(update.Chaincode, update.Collection, StoredKey.Hash(update.Key)).AsSpan())
                .Bind(3, update.Chaincode)
                .Bind(4, update.Collection)
                .Bind(5, update.Key)
                .BindOrNull(6, update.Value),
            7,
            update.Expires).Run();
    }

    private void Expire(ulong block)
    {
        foreach (var statement in _expire)
        {
            statement.Bind(1, (long)block).Run();
            _purged |= _database.Changes > 0;
        }
    }

    private static Statement BindExpiry(Statement statement, int index, long? expires) =>
        expires is { } block ? statement.Bind(index, block) : statement.BindOrNull(index, null);
}
