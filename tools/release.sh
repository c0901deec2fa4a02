#!/bin/sh
# Everything that is given to others, into dist/: `sh tools/release.sh PYTHON` (make release). docs/release.md says what comes after.
set -eu
python=$1
[ -z "$(git status --porcelain)" ] || { echo "there are changes that no commit has" >&2; exit 1; }
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
[ "$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' src/amflow/__init__.py)" = "$version" ] || { echo "two versions" >&2; exit 1; }
grep -q "^## $version" CHANGELOG.md || { echo "CHANGELOG.md has no $version" >&2; exit 1; }
rm -rf dist build/release
for time in one two; do
    for kind in wheel sdist; do
        "$python" -m hatchling build -t "$kind" -d "build/release/$time" >/dev/null 2>&1
    done
done
diff -r build/release/one build/release/two
mkdir -p dist
cp build/release/one/* dist/
"$python" -m tools.sbom
make program
cd dist
sha256sum amflow-* >SHA256SUMS
cat SHA256SUMS
