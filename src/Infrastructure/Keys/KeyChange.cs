using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AkashChat.Infrastructure.Keys;

/// <summary>When a key of one bucket last changed: a sign, written by triggers, that what an instance remembers of these keys is old.</summary>
/// <remarks>A bucket is all keys whose hash begins alike: the table has a bound, and tells nothing of a key that is deleted.</remarks>
internal sealed class KeyChange
{
    /// <summary>How many of a hash's hex digits name a bucket.</summary>
    internal const int BucketLength = 4;

    public required string Bucket { get; init; }

    /// <summary>Grows: on PostgreSQL the transaction's number, on SQLite a count.</summary>
    public required long Mark { get; init; }
}

internal sealed class KeyChangeConfiguration : IEntityTypeConfiguration<KeyChange>
{
    public void Configure(EntityTypeBuilder<KeyChange> builder)
    {
        builder.ToTable("key_changes");
        builder.HasKey(change => change.Bucket);
        builder.Property(change => change.Bucket).HasMaxLength(KeyChange.BucketLength).ValueGeneratedNever();
        builder.Property(change => change.Mark);
        builder.HasIndex(change => change.Mark);
    }
}
