export { type ExportedPiece, type ExportSources, UserExport } from './user-export.js';
