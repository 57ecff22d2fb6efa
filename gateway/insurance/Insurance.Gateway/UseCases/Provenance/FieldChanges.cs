namespace Insurance.Gateway.UseCases.Provenance;

/// <summary>What differs between two versions of a record.</summary>
internal static class FieldChanges
{
    private const int Most = 1000;

    /// <summary>Lists the fields that differ, in the record's order, at most a thousand.</summary>
    /// <param name="before">JSON; empty: there was no record.</param>
    /// <param name="after">JSON; empty: there is none any more.</param>
    public static IReadOnlyList<FieldChange> Between(string before, string after)
    {
        var changes = new List<FieldChange>();
        try
        {
            using var old = JsonDocument.Parse(before.Length == 0 ? "{}" : before);
            using var now = JsonDocument.Parse(after.Length == 0 ? "{}" : after);
            Compare("", old.RootElement, now.RootElement, changes);
        }
        catch (JsonException)
        {
            // A value that is not JSON is shown whole.
            Add("", before, after, changes);
        }

        return changes;
    }

    private static void Compare(string path, JsonElement old, JsonElement now, List<FieldChange> changes)
    {
        if (old.ValueKind == JsonValueKind.Object && now.ValueKind == JsonValueKind.Object)
        {
            foreach (var name in old.EnumerateObject().Concat(now.EnumerateObject()).Select(field => field.Name).Distinct())
            {
                Compare(
                    path.Length == 0 ? name : $"{path}.{name}",
                    old.TryGetProperty(name, out var first),
                    first,
                    now.TryGetProperty(name, out var second),
                    second,
                    changes);
            }
        }
        else if (old.ValueKind == JsonValueKind.Array && now.ValueKind == JsonValueKind.Array)
        {
            for (var i = 0; i < Math.Max(old.GetArrayLength(), now.GetArrayLength()); i++)
            {
                var (wasThere, isThere) = (i < old.GetArrayLength(), i < now.GetArrayLength());
                Compare(
                    string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"),
                    wasThere,
                    wasThere ? old[i] : default,
                    isThere,
                    isThere ? now[i] : default,
                    changes);
            }
        }
        else if (!JsonElement.DeepEquals(old, now))
        {
            Add(path, old.GetRawText(), now.GetRawText(), changes);
        }
    }

    private static void Compare(
        string path, bool wasThere, JsonElement old, bool isThere, JsonElement now, List<FieldChange> changes)
    {
        if (wasThere && isThere)
        {
            Compare(path, old, now, changes);
        }
        else
        {
            Add(path, wasThere ? old.GetRawText() : "", isThere ? now.GetRawText() : "", changes);
        }
    }

    private static void Add(string path, string before, string after, List<FieldChange> changes)
    {
        if (changes.Count < Most)
        {
            changes.Add(new FieldChange { Path = path, Before = before, After = after });
        }
    }
}
