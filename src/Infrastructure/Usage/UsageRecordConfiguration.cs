using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AkashChat.Infrastructure.Usage;

internal sealed class UsageRecordConfiguration : IEntityTypeConfiguration<UsageRecord>
{
    public void Configure(EntityTypeBuilder<UsageRecord> builder)
    {
        // No foreign keys: a record outlives its key and its user.
        builder.ToTable("usage_records");
        // With the time in front: PostgreSQL parts the table by it, and both databases find the records of a time.
        builder.HasKey(record => new { record.StartedAt, record.Id });
        builder.Property(record => record.Id).ValueGeneratedNever();
        builder.Property(record => record.KeyId).HasMaxLength(ApiKeyId.Length);
        builder.Property(record => record.TeamId).HasMaxLength(Team.IdMaxLength);
        builder.Property(record => record.Route).HasMaxLength(64);
        builder.Property(record => record.Model).HasMaxLength(256);
        builder.Property(record => record.AskedModel).HasMaxLength(256);
        builder.Property(record => record.DeploymentId).HasMaxLength(64);
        builder.Property(record => record.ServedModel).HasMaxLength(256);
        // Never null to whoever asks the record; its field may be.
        builder.Property(record => record.CountedTokens).IsRequired().UsePropertyAccessMode(PropertyAccessMode.PreferFieldDuringConstruction);
        // None by key: with many keys in use each record would be written to a page of its own. A key's records are among its owner's.
        builder.HasIndex(record => new { record.UserId, record.StartedAt });
    }
}
