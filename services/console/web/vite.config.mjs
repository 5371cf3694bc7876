import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';

/** Beside each script and style, what is sent of it: the server compresses nothing itself. */
const compressed = {
  name: 'compressed',
  writeBundle({ dir }, bundle) {
    for (const name of Object.keys(bundle).filter((file) => /\.(js|css)$/.test(file))) {
      writeFileSync(join(dir, `${name}.gz`), gzipSync(readFileSync(join(dir, name)), { level: 9 }));
    }
  },
};

/** A component of Mantine has its styles with it: what no page uses is not loaded. In a layer, so that the console's own styles come first. */
const stylesOfComponents = {
  name: 'styles-of-components',
  transform(code, id) {
    const [, component] = /@mantine\/core\/esm\/components\/.+\/(\w+)\.module\.mjs$/.exec(id) ?? [];
    return component && `import '@mantine/core/styles/${component}.layer.css';\n${code}`;
  },
};

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [stylesOfComponents, compressed],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    assetsDir: '',
    // Its policy lets the page load files of this server alone: nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    // The licences of what is in the scripts go with them.
    license: { fileName: 'licences.md' },
    reportCompressedSize: false,
    // Packages mark what runs in browsers alone; here everything does.
    rolldownOptions: { onLog: (level, log, report) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && report(level, log) },
  },
});
