// Positions of errors in our TypeScript. Not in packages: their maps take 20 MB of a server, and a tenth of its start.
import { setSourceMapsSupport } from 'node:module';

setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
