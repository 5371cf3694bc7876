// Preloaded into dependency-cruiser, which reads sources with swc's visitor. The visitor fails on `using` declarations. Remove
// this once dependency-cruiser reads them itself, or TypeScript 7 has the API that it prefers.
import visitor from '@swc/core/Visitor.js';

const { prototype } = visitor.Visitor;
const visitStatement = prototype.visitStatement;
prototype.visitStatement = function (statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement);
  statement.decls = this.visitVariableDeclarators(statement.decls);
  return statement;
};
