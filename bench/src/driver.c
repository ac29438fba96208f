// Load driver for an OpenAI-compatible endpoint on the loopback. One thread, epoll, HTTP/1.1 keep-alive.
//
//   driver -u http://127.0.0.1:PORT/path [-c CONNS] [-r RATE] [-t SECONDS] [-w WARMUP_S] [-n MAX_REQUESTS]
//      [-H "Name: value"]... [-k KEYS_FILE] [-b BODY_FILE] [-m MODEL] [-s] [-g] [-P PID,PID] [-U PID] [-R SECONDS]
//
//   closed loop (no -r): CONNS connections, each sends its next request when the answer is complete.
//   open loop (-r):      request i is due at t0 + i/RATE whatever the server does, and its latency counts from
//                        that moment, also while it waits for a free connection: no coordinated omission.
//   -s stream (SSE)      -g GET        -k one key a line, used in turn as the Bearer token
//   -P process under test: CPU time and memory of the PIDs and all their descendants are read at both ends
//   -U the upstream's PID: so that "other" CPU (neither driver, upstream nor gateway) can be told
//   -R only wait for the first 200 and print after how many ms it came
// In the body each "@@@@@@@@" becomes the request's number, so that no two requests are the same.
// Prints one line of JSON. Times in us.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct { uint32_t *v; size_t n, cap; double sum; } Hist; // raw values, unit 100 ns
typedef struct {
    int fd, state, status, chunkedBody, closeAfter, sse, done; // state: 0 idle, 1 head, 2 body, -1 not connected
    int64_t origin, first, retryAt; long remain; // remain: body or frame bytes left
    int cstate;                        // chunked decoder: 0 size line, 1 data, 2 CRLF after data, 3 trailer
    char head[8192]; int hlen; char line[1024]; int llen; char sz[32]; int szlen;
    const char *req; size_t rlen, roff; char *mine; size_t minecap; // partial send
} Conn;

static struct sockaddr_in addr; static char host[64], path[512];
static char *hdrs[32]; static int nhdr; static char **keys; static int nkeys;
static char *body; static size_t bodyLen; static int get, streaming, nconn = 64, warm = 1, secs = 5; static double rate;
static const char *model = "mock"; static long maxReq;
static Conn *C; static int ep; static int *freeList, nfree;
static Hist lat, ttfc, transit;
static long issued, completed, errors, non2xx, badEnd, events, bytesIn, lateMax; static int64_t t0, tMeasure, tEnd;
static long errStatus;

static int64_t now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000LL + t.tv_nsec; }
static void add(Hist *h, int64_t ns) {
    if (h->n == h->cap) { h->cap = h->cap ? h->cap * 2 : 65536; h->v = realloc(h->v, h->cap * sizeof *h->v); }
    if (ns < 0) ns = 0;
    h->v[h->n++] = ns / 100 > UINT32_MAX ? UINT32_MAX : ns / 100; h->sum += ns / 1000.0;
}
static int cmp(const void *a, const void *b) { uint32_t x = *(uint32_t *)a, y = *(uint32_t *)b; return x < y ? -1 : x > y; }
static void show(const char *name, Hist *h) {
    if (!h->n) { printf(",\"%s\":null", name); return; }
    qsort(h->v, h->n, sizeof *h->v, cmp);
#define Q(p) (h->v[(size_t)((h->n - 1) * (p))] / 10.0)
    printf(",\"%s\":{\"n\":%zu,\"mean\":%.1f,\"p50\":%.1f,\"p90\":%.1f,\"p99\":%.1f,\"p999\":%.1f,\"max\":%.1f}", name, h->n, h->sum / h->n, Q(.5), Q(.9), Q(.99), Q(.999), Q(1));
}

// --- what the process under test used ---
typedef struct { double cpuNs, tickNs; long rssKb, pssKb, hwmKb; int procs, threads; } Usage;
static Usage usageOf(const char *list, int mem) {
    Usage u = {0}; if (!list) return u;
    static int pid[65536], ppid[65536]; static char in[65536]; int n = 0; char b[4096];
    DIR *d = opendir("/proc"); struct dirent *e;
    while ((e = readdir(d)) && n < 65536) if (isdigit(e->d_name[0])) {
        char p[64]; snprintf(p, sizeof p, "/proc/%.20s/stat", e->d_name); FILE *f = fopen(p, "r"); if (!f) continue;
        size_t r = fread(b, 1, sizeof b - 1, f); fclose(f); b[r] = 0; char *q = strrchr(b, ')'); if (!q) continue;
        pid[n] = atoi(e->d_name); sscanf(q + 2, "%*c %d", &ppid[n]); in[n] = 0; n++;
    }
    closedir(d);
    for (const char *s = list; s && *s; s = strchr(s, ',') ? strchr(s, ',') + 1 : NULL) for (int i = 0; i < n; i++) if (pid[i] == atoi(s)) in[i] = 1;
    for (int more = 1; more;) { more = 0; for (int i = 0; i < n; i++) if (!in[i]) for (int j = 0; j < n; j++) if (in[j] && ppid[i] == pid[j]) { in[i] = 1; more = 1; break; } }
    for (int i = 0; i < n; i++) if (in[i]) {
        char p[96]; unsigned long ut = 0, st = 0; u.procs++;
        snprintf(p, sizeof p, "/proc/%d/stat", pid[i]); FILE *f = fopen(p, "r"); if (!f) continue;
        size_t r = fread(b, 1, sizeof b - 1, f); fclose(f); b[r] = 0; char *q = strrchr(b, ')');
        sscanf(q + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &ut, &st);
        u.tickNs += (ut + st) * 1e9 / sysconf(_SC_CLK_TCK);
        snprintf(p, sizeof p, "/proc/%d/task", pid[i]); DIR *t = opendir(p);
        while (t && (e = readdir(t))) if (isdigit(e->d_name[0])) {
            snprintf(p, sizeof p, "/proc/%d/task/%.20s/schedstat", pid[i], e->d_name); u.threads++;
            if ((f = fopen(p, "r"))) { double ns = 0; if (fscanf(f, "%lf", &ns) == 1) u.cpuNs += ns; fclose(f); }
        }
        if (t) closedir(t);
        if (!mem) continue;
        snprintf(p, sizeof p, "/proc/%d/status", pid[i]);
        if ((f = fopen(p, "r"))) { long v; while (fgets(b, sizeof b, f)) { if (sscanf(b, "VmRSS: %ld", &v) == 1) u.rssKb += v; if (sscanf(b, "VmHWM: %ld", &v) == 1) u.hwmKb += v; } fclose(f); }
        snprintf(p, sizeof p, "/proc/%d/smaps_rollup", pid[i]);
        if ((f = fopen(p, "r"))) { long v; while (fgets(b, sizeof b, f)) if (sscanf(b, "Pss: %ld", &v) == 1) u.pssKb += v; fclose(f); }
    }
    return u;
}
static double used(Usage a, Usage b) { // ns; the tick count (10 ms steps) decides when threads ended meanwhile
    double fine = b.cpuNs - a.cpuNs, coarse = b.tickNs - a.tickNs;
    return coarse > fine * 1.02 + 40e6 ? coarse : fine;
}
static void machine(double *busy, double *steal) { // seconds, all CPUs
    FILE *f = fopen("/proc/stat", "r"); double u = 0, n = 0, s = 0, i = 0, w = 0, q = 0, sq = 0, st = 0;
    if (f && fscanf(f, "cpu %lf %lf %lf %lf %lf %lf %lf %lf", &u, &n, &s, &i, &w, &q, &sq, &st) >= 7) {}
    if (f) fclose(f);
    double hz = sysconf(_SC_CLK_TCK); *busy = (u + n + s + q + sq) / hz; *steal = st / hz;
}

// --- connections ---
static int dial(Conn *c) {
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); int one = 1;
    if (connect(c->fd, (void *)&addr, sizeof addr)) { close(c->fd); c->fd = -1; c->state = -1; errors++; c->retryAt = now() + 20000000; return -1; }
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event e = {.events = EPOLLIN, .data.u32 = c - C}; epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e); c->state = 0;
    return 0;
}
static void release(Conn *c) { c->state = 0; freeList[nfree++] = c - C; }
static void drop(Conn *c) { if (c->fd >= 0) close(c->fd); c->fd = -1; }
static int64_t due(long i) { return rate > 0 ? t0 + (int64_t)(i * (1e9 / rate)) : now(); }

static void launch(Conn *c, long i) {
    if (c->fd < 0 && dial(c)) { freeList[nfree++] = c - C; return; }
    size_t need = bodyLen + 2048 + 4096;
    if (c->minecap < need) { c->mine = realloc(c->mine, need); c->minecap = need; }
    int n = snprintf(c->mine, 6000, "%s %s HTTP/1.1\r\nHost: %s\r\n", get ? "GET" : "POST", path, host);
    for (int h = 0; h < nhdr; h++) n += snprintf(c->mine + n, 6000 - n, "%s\r\n", hdrs[h]);
    if (nkeys) n += snprintf(c->mine + n, 6000 - n, "Authorization: Bearer %s\r\n", keys[i % nkeys]);
    if (get) n += snprintf(c->mine + n, 6000 - n, "\r\n");
    else {
        n += snprintf(c->mine + n, 6000 - n, "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n", bodyLen);
        memcpy(c->mine + n, body, bodyLen); char *p = memmem(c->mine + n, bodyLen, "@@@@@@@@", 8);
        if (p) { char t[16]; snprintf(t, sizeof t, "%08ld", i % 100000000); memcpy(p, t, 8); }
        n += bodyLen;
    }
    c->origin = due(i); c->first = 0; c->state = 1; c->hlen = 0; c->llen = 0; c->done = 0; c->roff = 0;
    if (rate > 0 && now() - c->origin > lateMax) lateMax = now() - c->origin;
    while (c->roff < (size_t)n) { ssize_t w = write(c->fd, c->mine + c->roff, n - c->roff); if (w <= 0) break; c->roff += w; }
    if (c->roff < (size_t)n) { errors++; drop(c); release(c); }
}
static void finish(Conn *c, int64_t t) {
    int ok = c->status >= 200 && c->status < 300;
    if (c->origin >= tMeasure && (rate > 0 ? c->origin < tEnd : t < tEnd)) {
        completed++;
        if (!ok) { non2xx++; errStatus = c->status; }
        else { add(&lat, t - c->origin); if (c->first) add(&ttfc, c->first - c->origin); if (streaming && !c->done) badEnd++; }
    }
    if (c->closeAfter) drop(c);
    release(c);
}
static void text(Conn *c, const char *b, size_t n, int64_t t) { // decoded body of a stream
    while (n) {
        const char *nl = memchr(b, '\n', n); size_t k = nl ? (size_t)(nl - b) : n;
        if (c->llen < (int)sizeof c->line - 1) { size_t room = sizeof c->line - 1 - c->llen, m = k < room ? k : room; memcpy(c->line + c->llen, b, m); c->llen += m; }
        if (!nl) return;
        b += k + 1; n -= k + 1;
        if (c->llen >= 5 && !memcmp(c->line, "data:", 5)) {
            c->line[c->llen] = 0; int in = t >= tMeasure && t < tEnd; // also of requests begun in the warm-up: the CPU time of the window is theirs as well
            if (in) events++;
            if (!c->first) c->first = t;
            char *q = memmem(c->line, c->llen, "\"T0", 3);
            if (q) { if (in) add(&transit, t - atoll(q + 2)); }
            else if (memmem(c->line, c->llen, "[DONE]", 6)) c->done = 1;
        }
        c->llen = 0;
    }
}
static int feed(Conn *c, const char *b, ssize_t n, int64_t t) { // 1 = answer complete
    while (n > 0) {
        if (c->state == 1) {
            int room = sizeof c->head - c->hlen, m = n < room ? n : room; int from = c->hlen > 3 ? c->hlen - 3 : 0;
            memcpy(c->head + c->hlen, b, m); char *h = memmem(c->head + from, c->hlen + m - from, "\r\n\r\n", 4);
            if (!h) { c->hlen += m; if (c->hlen == sizeof c->head) return -1; return 0; }
            int hl = h + 4 - c->head, eaten = hl - c->hlen; b += eaten; n -= eaten; c->hlen = 0;
            c->status = atoi(c->head + 9); c->remain = -1; c->chunkedBody = c->closeAfter = 0; c->cstate = 0; c->szlen = 0;
            if (c->status == 100) continue;
            *h = 0;
            for (char *l = strchr(c->head, '\n'); l; l = strchr(l + 1, '\n')) {
                if (!strncasecmp(l + 1, "content-length:", 15)) c->remain = atol(l + 16);
                else if (!strncasecmp(l + 1, "transfer-encoding: chunked", 26)) c->chunkedBody = 1;
                else if (!strncasecmp(l + 1, "connection: close", 17)) c->closeAfter = 1;
            }
            c->state = 2;
            if (!c->chunkedBody && c->remain == 0) return 1;
            continue;
        }
        if (!c->chunkedBody) {
            if (c->remain < 0) { if (streaming) text(c, b, n, t); return 0; } // until close
            ssize_t m = n < c->remain ? n : c->remain; if (streaming) text(c, b, m, t);
            c->remain -= m; b += m; n -= m; if (!c->remain) return 1;
            continue;
        }
        switch (c->cstate) {
            case 0: case 3: {
                char ch = *b++; n--;
                if (ch != '\n') { if (c->szlen < 30 && ch != '\r') c->sz[c->szlen++] = ch; break; }
                c->sz[c->szlen] = 0;
                if (c->cstate == 3) { int end = c->szlen == 0; c->szlen = 0; if (end) return 1; break; }
                c->remain = strtol(c->sz, NULL, 16); c->szlen = 0; c->cstate = c->remain ? 1 : 3; break;
            }
            case 1: { ssize_t m = n < c->remain ? n : c->remain; if (streaming) text(c, b, m, t); c->remain -= m; b += m; n -= m; if (!c->remain) { c->cstate = 2; c->remain = 2; } break; }
            case 2: { ssize_t m = n < c->remain ? n : c->remain; c->remain -= m; b += m; n -= m; if (!c->remain) c->cstate = 0; break; }
        }
    }
    return 0;
}
static char *slurp(const char *f, size_t *n) {
    FILE *s = fopen(f, "r"); if (!s) { perror(f); exit(2); }
    size_t cap = 1 << 16, l = 0, r; char *b = malloc(cap);
    while ((r = fread(b + l, 1, cap - l - 1, s)) > 0) { l += r; if (cap - l < 2) b = realloc(b, cap *= 2); }
    fclose(s); b[l] = 0; *n = l; return b;
}
int main(int argc, char **argv) {
    const char *url = NULL, *pids = NULL, *upid = NULL, *bodyFile = NULL; int o, ready = 0;
    while ((o = getopt(argc, argv, "u:c:r:t:w:n:H:k:b:m:sgP:U:R:")) != -1) switch (o) {
        case 'u': url = optarg; break;        case 'c': nconn = atoi(optarg); break;
        case 'r': rate = atof(optarg); break; case 't': secs = atoi(optarg); break;
        case 'w': warm = atoi(optarg); break; case 'n': maxReq = atol(optarg); break;
        case 'H': if (nhdr < 32) hdrs[nhdr++] = optarg; break;
        case 'k': { size_t n; char *b = slurp(optarg, &n); for (char *p = strtok(b, "\r\n"); p; p = strtok(NULL, "\r\n")) { keys = realloc(keys, (nkeys + 1) * sizeof *keys); keys[nkeys++] = p; } break; }
        case 'b': bodyFile = optarg; break;   case 'm': model = optarg; break;
        case 's': streaming = 1; break;       case 'g': get = 1; break;
        case 'P': pids = optarg; break;       case 'U': upid = optarg; break;
        case 'R': ready = atoi(optarg); break;
        default: return 2;
    }
    int port = 80;
    if (!url || sscanf(url, "http://%63[^:/]:%d%511s", host, &port, path) < 2) { fprintf(stderr, "driver: -u http://127.0.0.1:PORT/path\n"); return 2; }
    if (!path[0]) strcpy(path, "/");
    if (strcmp(host, "127.0.0.1") && strcmp(host, "localhost")) { fprintf(stderr, "driver: loopback only\n"); return 2; }
    snprintf(host, sizeof host, "127.0.0.1:%d", port); addr.sin_family = AF_INET; addr.sin_port = htons(port); addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bodyFile) { char *raw = slurp(bodyFile, &bodyLen); // MODEL and STREAM in the file are filled in
        body = malloc(bodyLen + 512); char *m = strstr(raw, "%MODEL%"), *s; 
        if (m) { sprintf(body, "%.*s%s%s", (int)(m - raw), raw, model, m + 7); } else strcpy(body, raw);
        if ((s = strstr(body, "%STREAM%"))) { char *t = strdup(body); sprintf(s, "%s%s", streaming ? "true" : "false", t + (s - body) + 8); free(t); }
        bodyLen = strlen(body); free(raw);
    } else { body = malloc(1024); bodyLen = snprintf(body, 1024,
        "{\"model\":\"%s\",\"messages\":[{\"role\":\"system\",\"content\":\"You are a helpful assistant.\"},{\"role\":\"user\",\"content\":\"Question @@@@@@@@: what is the capital of France, and why?\"}],"
        "\"temperature\":0.7,\"max_tokens\":256,\"stream\":%s}", model, streaming ? "true" : "false"); }
    signal(SIGPIPE, SIG_IGN); prctl(PR_SET_TIMERSLACK, 1000UL, 0, 0, 0);
    struct rlimit rl; getrlimit(RLIMIT_NOFILE, &rl); rl.rlim_cur = rl.rlim_max; setrlimit(RLIMIT_NOFILE, &rl);
    C = calloc(nconn, sizeof *C); freeList = calloc(nconn + 1, sizeof *freeList); ep = epoll_create1(EPOLL_CLOEXEC);
    static char buf[262144]; struct epoll_event ev[512];

    if (ready) { // start-up time: connect until the first 2xx
        int64_t a = now(); C[0].fd = -1; nconn = 1;
        while (now() - a < ready * 1000000000LL) {
            Conn *c = &C[0]; nfree = 0; tMeasure = 0; tEnd = INT64_MAX; c->status = 0; rate = 0;
            if (c->fd < 0 && dial(c)) { nanosleep(&(struct timespec){0, 1000000}, NULL); continue; }
            launch(c, 0); struct timeval tv = {1, 0}; setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv); int f = 0;
            while (c->fd >= 0 && f == 0) { ssize_t r = read(c->fd, buf, sizeof buf); if (r <= 0) break; f = feed(c, buf, r, now()); }
            if (f == 1 && c->status >= 200 && c->status < 300) { printf("{\"ready_ms\":%.1f}\n", (now() - a) / 1e6); return 0; }
            drop(c); nanosleep(&(struct timespec){0, 2000000}, NULL);
        }
        printf("{\"ready_ms\":null}\n"); return 1;
    }

    for (int i = 0; i < nconn; i++) { C[i].fd = -1; if (dial(&C[i])) { fprintf(stderr, "driver: cannot connect to %s\n", host); return 1; } freeList[nfree++] = i; }
    t0 = now(); tMeasure = t0 + warm * 1000000000LL; tEnd = tMeasure + secs * 1000000000LL;
    Usage a = {0}, b = {0}, ua = {0}, ub = {0}; double ba, bb, sa, sb; int started = 0, ended = 0; struct rusage ra, rb; int64_t ta = 0, tb = 0;
    long total = rate > 0 ? (long)((warm + secs) * rate) : 0; int64_t hard = tEnd + 10000000000LL;
    for (;;) {
        int64_t t = now();
        if (!started && t >= tMeasure) { a = usageOf(pids, 0); ua = usageOf(upid, 0); machine(&ba, &sa); getrusage(RUSAGE_SELF, &ra); ta = now(); started = 1; }
        if (!ended && t >= tEnd) { b = usageOf(pids, 1); ub = usageOf(upid, 0); machine(&bb, &sb); getrusage(RUSAGE_SELF, &rb); tb = now(); ended = 1; }
        if (ended && (rate <= 0 || nfree == nconn)) break;
        if (t > hard || errors > 5000) break;
        if (!ended) {
            if (rate > 0) while (nfree && issued < total && due(issued) <= t) { Conn *c = &C[freeList[--nfree]]; if (c->fd < 0 && c->retryAt > t) { freeList[nfree++] = c - C; break; } launch(c, issued++); }
            else { int k = nfree; while (k-- > 0 && (!maxReq || issued < maxReq)) { Conn *c = &C[freeList[--nfree]]; if (c->fd < 0 && c->retryAt > t) { memmove(freeList + 1, freeList, nfree * sizeof *freeList); freeList[0] = c - C; nfree++; continue; } launch(c, issued++); } }
        }
        int64_t until = !started ? tMeasure : !ended ? tEnd : hard;
        if (rate > 0 && nfree && issued < total && due(issued) < until) until = due(issued);
        int64_t w = until - now(); if (w < 0) w = 0; if (w > 20000000 && nfree && rate <= 0) w = 20000000;
        struct timespec ts = {w / 1000000000, w % 1000000000};
        int n = epoll_pwait2(ep, ev, 512, &ts, NULL);
        for (int i = 0; i < n; i++) {
            Conn *c = &C[ev[i].data.u32]; if (c->fd < 0) continue;
            ssize_t r = recv(c->fd, buf, sizeof buf, MSG_DONTWAIT); int64_t x = now();
            if (r < 0 && errno == EAGAIN) continue;
            if (r <= 0) {
                int idle = c->state == 0, eof = r == 0 && c->state == 2 && !c->chunkedBody && c->remain < 0; drop(c);
                if (eof) { c->closeAfter = 0; finish(c, x); } else if (!idle) { errors++; release(c); }
                continue;
            }
            bytesIn += r;
            if (c->state <= 0) { errors++; drop(c); continue; }
            int f = feed(c, buf, r, x);
            if (f < 0) { errors++; drop(c); release(c); }
            if (f > 0) {
                finish(c, x);
                if (rate <= 0 && !ended && x < tEnd && (!maxReq || issued < maxReq)) { nfree--; launch(c, issued++); } // next one right away
            }
        }
        if (maxReq && rate <= 0 && issued >= maxReq && nfree == nconn) { if (!started) { a = usageOf(pids, 0); machine(&ba, &sa); getrusage(RUSAGE_SELF, &ra); ta = tMeasure = t0; started = 1; } if (!ended) { b = usageOf(pids, 1); ub = usageOf(upid, 0); machine(&bb, &sb); getrusage(RUSAGE_SELF, &rb); tb = now(); ended = 1; } break; }
    }
    if (!started || !ended) { printf("{\"failed\":true,\"errors\":%ld}\n", errors); return 1; }
    double el = (tb - ta) / 1e9, cpu = used(a, b) / 1e9, ucpu = used(ua, ub) / 1e9;
    double own = (rb.ru_utime.tv_sec - ra.ru_utime.tv_sec) + (rb.ru_stime.tv_sec - ra.ru_stime.tv_sec) + ((rb.ru_utime.tv_usec - ra.ru_utime.tv_usec) + (rb.ru_stime.tv_usec - ra.ru_stime.tv_usec)) / 1e6;
    double other = (bb - ba) - cpu - ucpu - own; if (other < 0) other = 0;
    long ok = completed - non2xx;
    printf("{\"mode\":\"%s\",\"stream\":%s,\"conns\":%d,\"rate\":%.0f,\"secs\":%.2f,\"ok\":%ld,\"non2xx\":%ld,\"status\":%ld,\"errors\":%ld,\"no_done\":%ld,\"rps\":%.1f,\"events\":%ld",
        rate > 0 ? "open" : "closed", streaming ? "true" : "false", nconn, rate, el, ok, non2xx, errStatus, errors, badEnd, ok / el, events);
    show("lat", &lat); if (streaming) { show("ttfc", &ttfc); show("transit", &transit); }
    if (pids) printf(",\"cpu_s\":%.3f,\"cpu_pct\":%.1f,\"cpu_us_req\":%.2f,\"cpu_us_event\":%.3f,\"rss_mb\":%.1f,\"pss_mb\":%.1f,\"hwm_mb\":%.1f,\"procs\":%d,\"threads\":%d", cpu, cpu / el * 100, ok ? cpu * 1e6 / ok : 0, events ? cpu * 1e6 / events : 0, b.rssKb / 1024.0, b.pssKb / 1024.0, b.hwmKb / 1024.0, b.procs, b.threads);
    printf(",\"driver_us_req\":%.2f,\"upstream_us_req\":%.2f,\"driver_pct\":%.1f,\"upstream_pct\":%.1f,\"other_pct\":%.1f,\"steal_pct\":%.1f,\"late_max\":%.0f}\n", ok ? own * 1e6 / ok : 0, ok ? ucpu * 1e6 / ok : 0, own / el * 100, ucpu / el * 100, other / el * 100, (sb - sa) / el * 100, lateMax / 1000.0);
    return 0;
}
