/* A power cut: of what was not asked onto the disk (fsync) since, any part may be gone.

   While armed for it, each change of a file below the root is remembered as what was there before, and each change of a folder
   as how to take it back; an fsync of the file, of the folder, forgets. At the cut a part of what is left, drawn by lot, is
   taken back. A file that was let go of keeps a second name in the grave meanwhile, which nobody sees in its count of names.
   Folders that were made or taken away stay so, and so do rights: those are not put back. */

#define FOLDER 4096
#define MOST 200000

typedef struct { dev_t dev; ino_t ino; int fd; off_t at; size_t size; off_t was; char *bytes; } Data;
typedef struct { int how; dev_t dev; ino_t ino; char *from, *to, *grave; } Entry;
enum { MADE, NAMED, MOVED, GONE };

static Data data[MOST];
static Entry entries[MOST];
static struct { dev_t dev; ino_t ino; int fd; } handles[4096];
static struct { dev_t dev; ino_t ino; } buried[MOST];
static int n_data, n_entries, n_handles, n_buried, cutting, inside;
static char root[FOLDER], grave[FOLDER];
static unsigned long long dice;

#define REALLY(type, name, ...) ((type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

static unsigned lot(unsigned below) {
    dice = dice * 6364136223846793005ULL + 1442695040888963407ULL;
    return below ? (unsigned)((dice >> 33) % below) : 0;
}

void torture_cut(const char *folder, const char *aside, unsigned long long seed) {
    strncpy(root, folder, FOLDER - 1); strncpy(grave, aside, FOLDER - 1);
    dice = seed; cutting = 1; n_data = n_entries = n_handles = n_buried = 0;
}

static int below(const char *path) { size_t size = strlen(root); return !strncmp(path, root, size) && path[size] == '/'; }

/* The path of an open file or folder; 0 where it is none below the root. */
static int path_of(int fd, char *out) {
    char link[64]; ssize_t size;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if ((size = readlink(link, out, FOLDER - 1)) < 0) return 0;
    out[size] = 0;
    return below(out);
}

/* The name as a path from the root of the system on; 0 where it is not below ours. */
static int whole(int fd, const char *name, char *out) {
    char start[FOLDER / 2];
    if (name[0] == '/') snprintf(out, FOLDER, "%s", name);
    else {
        if (fd == AT_FDCWD) { if (!getcwd(start, sizeof start)) return 0; }
        else if (!path_of(fd, out)) return 0;
        else snprintf(start, sizeof start, "%.2000s", out);
        snprintf(out, FOLDER, "%.2000s/%.2000s", start, name);
    }
    /* What leads there through a link is where it leads. */
    char folder[FOLDER], real[FOLDER], *end;
    snprintf(folder, sizeof folder, "%s", out);
    if (!(end = strrchr(folder, '/'))) return 0;
    *end = 0;
    if (!realpath(folder[0] ? folder : "/", real)) return 0;
    snprintf(out, FOLDER, "%.2000s/%.2000s", real, end + 1);
    return below(out);
}

/* A handle of our own: it is never closed, for that would let go of the locks on the file. */
static int handle_of(const struct stat *about, const char *path) {
    for (int i = 0; i < n_handles; i++)
        if (handles[i].dev == about->st_dev && handles[i].ino == about->st_ino) return handles[i].fd;
    int fd = REALLY(int, open, const char *, int, ...)(path, O_RDWR | O_CLOEXEC);
    if (fd >= 0 && n_handles < 4096) { handles[n_handles].dev = about->st_dev; handles[n_handles].ino = about->st_ino; handles[n_handles++].fd = fd; }
    return fd;
}

static void remember(int fd, off_t at, size_t size, off_t now) {
    struct stat about; char path[64]; char name[FOLDER];
    if (!cutting || !armed || inside || n_data == MOST || !path_of(fd, name)) return;
    inside = 1;
    int before = errno;
    if (REALLY(int, fstat, int, struct stat *)(fd, &about) == 0 && S_ISREG(about.st_mode)) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        Data *one = &data[n_data];
        *one = (Data){about.st_dev, about.st_ino, handle_of(&about, path), at, 0, about.st_size, 0};
        /* Shortened, the end is what was there before. */
        if (now >= 0 && now < about.st_size) { one->at = now; size = about.st_size - now; }
        if (one->fd >= 0) {
            if (size && (one->bytes = malloc(size))) {
                ssize_t there = pread(one->fd, one->bytes, size, one->at);
                one->size = there > 0 ? there : 0;
            }
            n_data++;
        }
    }
    errno = before; inside = 0;
}

static void folder_of(const char *path, Entry *entry) {
    char folder[FOLDER]; struct stat about;
    snprintf(folder, sizeof folder, "%s", path);
    *strrchr(folder, '/') = 0;
    if (REALLY(int, stat, const char *, struct stat *)(folder, &about) == 0) { entry->dev = about.st_dev; entry->ino = about.st_ino; }
}

/* Keep what is about to lose this name; the path in the grave, or 0 where there is nothing. */
static char *bury(const char *path) {
    struct stat about; char name[FOLDER];
    if (REALLY(int, lstat, const char *, struct stat *)(path, &about) || S_ISDIR(about.st_mode)) return 0;
    snprintf(name, sizeof name, "%.4000s/%d", grave, n_buried);
    if (REALLY(int, link, const char *, const char *)(path, name)) return 0;
    buried[n_buried].dev = about.st_dev; buried[n_buried++].ino = about.st_ino;
    return strdup(name);
}

static void note(int how, const char *from, const char *to, char *kept) {
    if (n_entries == MOST) return;
    Entry *one = &entries[n_entries++];
    *one = (Entry){how, 0, 0, strdup(from), to ? strdup(to) : 0, kept};
    folder_of(to ? to : from, one);
}

static void synced(int fd) {
    struct stat about; int kept = 0;
    if (!cutting || !armed || inside || REALLY(int, fstat, int, struct stat *)(fd, &about)) return;
    if (S_ISDIR(about.st_mode)) {
        for (int i = 0; i < n_entries; i++)
            if (entries[i].dev != about.st_dev || entries[i].ino != about.st_ino) entries[kept++] = entries[i];
        n_entries = kept;
    } else {
        for (int i = 0; i < n_data; i++)
            if (data[i].dev != about.st_dev || data[i].ino != about.st_ino) data[kept++] = data[i];
            else free(data[i].bytes);
        n_data = kept;
    }
}

/* What a file was: all of it, or here and there. */
static void drop_data(void) {
    char seen[n_data + 1];
    memset(seen, 0, sizeof seen);
    for (int i = 0; i < n_data; i++) {
        if (seen[i]) continue;
        unsigned way = lot(3);
        for (int j = n_data - 1; j >= i; j--) {
            if (data[j].dev != data[i].dev || data[j].ino != data[i].ino) continue;
            seen[j] = 1;
            if (way == 0 || (way == 1 && lot(2))) continue;
            REALLY(ssize_t, pwrite, int, const void *, size_t, off_t)(data[j].fd, data[j].bytes, data[j].size, data[j].at);
            if (way == 2) REALLY(int, ftruncate, int, off_t)(data[j].fd, data[j].was);
        }
    }
}

/* Of each folder the last changes, so many of them as the lot says. */
static void drop_entries(void) {
    char drop[n_entries + 1], seen[n_entries + 1];
    memset(drop, 0, sizeof drop); memset(seen, 0, sizeof seen);
    for (int i = 0; i < n_entries; i++) {
        int count = 0;
        if (seen[i]) continue;
        for (int j = i; j < n_entries; j++) count += entries[j].dev == entries[i].dev && entries[j].ino == entries[i].ino;
        int keep = lot(2) ? count : (int)lot(count + 1);
        for (int j = i; j < n_entries; j++)
            if (entries[j].dev == entries[i].dev && entries[j].ino == entries[i].ino) { seen[j] = 1; drop[j] = keep-- <= 0; }
    }
    for (int i = n_entries - 1; i >= 0; i--) {
        Entry *one = &entries[i];
        if (!drop[i]) continue;
        if (one->how == MADE) REALLY(int, unlink, const char *)(one->from);
        if (one->how == NAMED) REALLY(int, unlink, const char *)(one->to);
        if (one->how == MOVED) REALLY(int, rename, const char *, const char *)(one->to, one->from);
        if (one->grave) REALLY(int, rename, const char *, const char *)(one->grave, one->to ? one->to : one->from);
    }
}

static void power_cut(void) {
    inside = 1;
    drop_data();
    drop_entries();
    kill(getpid(), SIGKILL);
    pause();
}

/* The second name in the grave is nobody's business. */
static void without_grave(struct stat *about) {
    for (int i = 0; i < n_buried; i++)
        if (buried[i].dev == about->st_dev && buried[i].ino == about->st_ino && about->st_nlink > 1) about->st_nlink--;
}
