namespace AkashChat.Infrastructure.Gateway.Limits;

/// <summary>What Redis does in one step each. The first key of a reservation tells what it holds, then come those of its counters (<see cref="RedisCounter"/>).</summary>
internal static class RedisLimitScripts
{
    /// <summary>How many arguments each charge has in <see cref="Decide"/>: kind, limit, amount, least, 1 if its past is in the records, milliseconds to keep, slot.</summary>
    public const int DecideWidth = 7;

    /// <summary>
    /// How many arguments come before: 1 to reserve, the reservation, milliseconds of a lease, milliseconds to keep what it holds; what is
    /// booked if this process ends before the call does, for the hash that is the last key then, or nothing.
    /// </summary>
    public const int DecideHead = 5;

    /// <summary>How many numbers the answer has for each charge: used, held, 1 if hit, the slot with which all is gone, the slot with which enough is gone.</summary>
    public const int ReplyWidth = 5;

    /// <summary>How many arguments each charge has in <see cref="Settle"/>: kind, what was used, 1 if its past is in the records, milliseconds to keep, slot.</summary>
    public const int SettleWidth = 5;

    /// <summary>How many arguments come before: the reservation, 1 if it may be unknown, milliseconds to remember then that it was booked.</summary>
    public const int SettleHead = 3;

    private const string Common = """
        local function text(number) return string.format('%.0f', number) end
        local function millis()
          local time = redis.call('TIME')
          return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
        end

        """;

    /// <summary>Decides, and reserves if nothing forbids it. The answer begins with the number of counters whose past is missing, and then only names these.</summary>
    public const string Decide = Common + """
        local reserve, id, lease = ARGV[1] == '1', ARGV[2], tonumber(ARGV[3])
        local used, held, hit, slots, missing, any, now = {}, {}, {}, {}, {}, false, 0
        local charges = #KEYS - (ARGV[5] == '' and 1 or 2)
        for i = 1, charges do
          local key, at = KEYS[i + 1], 5 + (i - 1) * 7
          local kind, limit, amount, least = ARGV[at + 1], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
          local isNew = false
          if kind == 'p' then
            now = millis()
            redis.call('ZREMRANGEBYSCORE', key, '-inf', text(now))
            used[i] = redis.call('ZCARD', key)
          elseif kind == 'c' then
            local value = redis.call('GET', key)
            isNew = not value
            used[i] = tonumber(value or '0')
          else
            local newest, found, sum = tonumber(ARGV[at + 7]), {}, 0
            local fields = redis.call('HGETALL', key)
            isNew = #fields == 0
            for f = 1, #fields, 2 do
              local slot, value = tonumber(fields[f]), tonumber(fields[f + 1])
              if slot < newest - 24 then
                redis.call('HDEL', key, fields[f])
              else
                slot = math.min(slot, newest)
                found[slot] = (found[slot] or 0) + value
                sum = sum + value
              end
            end
            used[i], slots[i] = sum, found
          end
          if isNew and ARGV[at + 5] == '1' then missing[#missing + 1] = i - 1 end
          held[i] = math.min(amount, math.max(least, limit - used[i]))
          hit[i] = least > limit - used[i]
          any = any or hit[i]
        end

        if #missing > 0 then
          table.insert(missing, 1, #missing)
          return missing
        end

        if reserve and not any then
          local note = {}
          for i = 1, charges do
            local key, at = KEYS[i + 1], 5 + (i - 1) * 7
            local kind, amount = ARGV[at + 1], text(held[i])
            if kind == 'p' then
              redis.call('ZADD', key, text(now + lease), id)
              redis.call('PEXPIRE', key, ARGV[3])
            elseif kind == 'c' then
              redis.call('INCRBY', key, amount)
              redis.call('PEXPIRE', key, ARGV[at + 6])
            else
              local newest = tonumber(ARGV[at + 7])
              redis.call('HINCRBY', key, ARGV[at + 7], amount)
              redis.call('PEXPIRE', key, ARGV[at + 6])
              slots[i][newest] = (slots[i][newest] or 0) + held[i]
            end
            used[i] = used[i] + held[i]
            note[i] = amount
          end
          redis.call('SET', KEYS[1], table.concat(note, ' '), 'PX', ARGV[4])
          if ARGV[5] ~= '' then redis.call('HSET', KEYS[#KEYS], id, ARGV[5]) end
        end

        local function gone(i, amount)
          if not slots[i] then return 0 end
          local newest = tonumber(ARGV[5 + i * 7])
          local slot, sum = newest - 25, 0
          while sum < amount and slot < newest do
            slot = slot + 1
            sum = sum + (slots[i][slot] or 0)
          end
          return slot
        end

        local reply = { 0 }
        for i = 1, charges do
          local at = 5 + (i - 1) * 7
          reply[#reply + 1] = used[i]
          reply[#reply + 1] = held[i]
          reply[#reply + 1] = hit[i] and 1 or 0
          reply[#reply + 1] = gone(i, used[i])
          reply[#reply + 1] = hit[i] and gone(i, used[i] + tonumber(ARGV[at + 4]) - tonumber(ARGV[at + 2])) or 0
        end
        return reply
        """;

    /// <summary>Replaces what a reservation holds by what was used, once, and gives its places back.</summary>
    public const string Settle = Common + """
        local note = redis.call('GET', KEYS[1])
        local counts = note and note ~= '-' or (not note and ARGV[2] == '1')
        local held = {}
        for part in string.gmatch(note or '', '%-?%d+') do held[#held + 1] = tonumber(part) end
        for i = 1, #KEYS - 1 do
          local key, at = KEYS[i + 1], 3 + (i - 1) * 5
          local kind, had, keep, slot = ARGV[at + 1], held[i] or 0, tonumber(ARGV[at + 4]), ARGV[at + 5]
          if kind == 'p' then
            redis.call('ZREM', key, ARGV[1])
          elseif counts and tonumber(ARGV[at + 2]) ~= had then
            local value
            if kind == 'c' then value = redis.call('GET', key) else value = redis.call('HGET', key, slot) end
            local exists = redis.call('EXISTS', key) == 1
            -- A number that is gone with what was held needs no correction; one whose past will be read has this in it then.
            if value or (had == 0 and keep > 0 and (exists or ARGV[at + 3] == '0')) then
              local before = tonumber(value or '0')
              local change = text(math.min(before + tonumber(ARGV[at + 2]) - had, 4000000000000000) - before)
              if kind == 'c' then redis.call('INCRBY', key, change) else redis.call('HINCRBY', key, slot, change) end
              if not exists then redis.call('PEXPIRE', key, ARGV[at + 4]) end
            end
          end
        end
        if counts then
          if ARGV[2] == '1' then redis.call('SET', KEYS[1], '-', 'PX', ARGV[3]) else redis.call('DEL', KEYS[1]) end
        end
        return counts and 1 or 0
        """;

    /// <summary>
    /// Lengthens the leases of reservations. Arguments: milliseconds of a lease, milliseconds to keep notes; then for each the
    /// reservation, a note of nothing held, how many leases it has. What Redis lost, or never knew, it knows from now on.
    /// </summary>
    public const string Renew = Common + """
        local expiry, k, a = text(millis() + tonumber(ARGV[1])), 1, 3
        while k <= #KEYS do
          if redis.call('PEXPIRE', KEYS[k], ARGV[2]) == 0 then redis.call('SET', KEYS[k], ARGV[a + 1], 'PX', ARGV[2]) end
          for _ = 1, tonumber(ARGV[a + 2]) do
            k = k + 1
            redis.call('ZADD', KEYS[k], expiry, ARGV[a])
            redis.call('PEXPIRE', KEYS[k], ARGV[1])
          end
          k, a = k + 1, a + 3
        end
        return 1
        """;

    /// <summary>Sets what was used before a counter began, unless it counts already. Arguments: kind, milliseconds to keep; then the number, or slots and numbers.</summary>
    public const string Restore = """
        if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
        if ARGV[1] == 'c' then
          redis.call('SET', KEYS[1], ARGV[3])
        else
          for a = 3, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[a], ARGV[a + 1]) end
        end
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 1
        """;
}
