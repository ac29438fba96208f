// What the product's process holds, from /proc.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { files, product } from './settings.mjs';

const states = { '01': 'established', '08': 'closeWait', '0A': 'listen' };

/** One look. */
export function look() {
  const status = readFileSync(`/proc/${product}/status`, 'utf8');
  const field = name => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
  const all = handlesOf();

  // The runtime keeps the file of each library open that it has loaded, and loads more when the first page is opened.
  const handles = all.filter(link => !link.endsWith('.dll'));
  return {
    rssKb: field('VmRSS'), anonKb: field('RssAnon'), threads: field('Threads'),
    fds: handles.length, libraries: all.length - handles.length, ...socketsOf(new Set(handles.map(link => /^socket:\[(\d+)\]$/.exec(link)?.[1]).filter(Boolean))),
    databaseKb: databaseKb(),
  };
}

function handlesOf() {
  const folder = `/proc/${product}/fd`;
  return readdirSync(folder).map(name => {
    try {
      return readlinkSync(join(folder, name));
    } catch {
      return 'gone';
    }
  }).filter(link => link !== 'gone');
}

function socketsOf(own) {
  const counts = { sockets: own.size, established: 0, closeWait: 0, listen: 0, otherTcp: 0 };
  for (const table of ['tcp', 'tcp6']) {
    for (const line of readFileSync(`/proc/${product}/net/${table}`, 'utf8').split('\n').slice(1)) {
      const columns = line.trim().split(/\s+/);
      if (own.has(columns[9])) {
        counts[states[columns[3]] ?? 'otherTcp']++;
      }
    }
  }

  return counts;
}

function databaseKb() {
  return readdirSync(files.data).reduce((sum, name) => sum + statSync(join(files.data, name)).size, 0) >> 10;
}

/** How many calls the product has booked; null: there is no sqlite3 to ask. */
export function bookedCalls() {
  try {
    return Number(execFileSync('sqlite3', ['-readonly', join(files.data, 'akashchat.db'), 'select count(*) from usage_records']));
  } catch (error) {
    if (error.code === 'ENOENT') {
      return null;
    }

    throw error;
  }
}
