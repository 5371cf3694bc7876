"""Takes the module descriptor out of a jar and names the module in its manifest instead.

python3 without_descriptor.py JAR MODULE

Elasticsearch's entitlement module, whose agent tests don't start, requires tools of a whole JDK (jdk.jdi, jdk.jlink),
and Java refuses to start where a trimmed runtime lacks them. A module without a descriptor requires nothing.
"""

import os
import sys
import zipfile

path, module = sys.argv[1:]
with zipfile.ZipFile(path) as before, zipfile.ZipFile(path + '.part', 'w') as after:
    for entry in before.infolist():
        if entry.filename.endswith('module-info.class') or entry.filename == 'META-INF/MANIFEST.MF':
            continue
        after.writestr(entry, before.read(entry))
    after.writestr('META-INF/MANIFEST.MF', f'Manifest-Version: 1.0\nAutomatic-Module-Name: {module}\n')
os.replace(path + '.part', path)
