using NodaTime;
using NodaTime.TimeZones;

namespace Insurance.Gateway.UseCases.Holders.Texts;

/// <summary>The time zone in which a holder reads the times of a policy.</summary>
internal static class HolderZone
{
    /// <summary>The zone of Beijing time, which alone is official in the whole of China.</summary>
    public const string Beijing = "Asia/Shanghai";

    /// <summary>The zones of the tz database as the package brings them, so that no machine's own differ.</summary>
    public static IDateTimeZoneProvider Known => DateTimeZoneProviders.Tzdb;

    /// <summary>
    /// The zone of a jurisdiction whose clocks all show the same from the beginning of cover to its end; <c>null</c>: they differ, as in the United
    /// States, or the jurisdiction is not known.
    /// </summary>
    /// <param name="jurisdiction">ISO 3166-1 alpha-2, or ISO 3166-2, of which the tz database knows the country alone.</param>
    /// <param name="cover">The time that is looked at.</param>
    public static DateTimeZone? OfJurisdiction(string jurisdiction, Interval cover)
    {
        var country = jurisdiction.Split('-')[0];
        if (country == "CN")
        {
            return Known[Beijing];
        }

        var same = ZoneEqualityComparer.ForInterval(cover);
        var zones = (TzdbDateTimeZoneSource.Default.ZoneLocations ?? []).Where(place => place.CountryCode == country)
            .Select(place => Known[place.ZoneId]).ToList();
        return zones.Count > 0 && zones.TrueForAll(zone => same.Equals(zone, zones[0])) ? zones[0] : null;
    }
}
