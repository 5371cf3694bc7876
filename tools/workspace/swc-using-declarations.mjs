// Preloaded into dependency-cruiser, which walks sources with swc's visitor: that one stops at `using` declarations.
// To be dropped once dependency-cruiser reads them itself, or TypeScript 7 has the API that it would rather use.
import visitor from '@swc/core/Visitor.js';

const { prototype } = visitor.Visitor;
const visitStatement = prototype.visitStatement;
prototype.visitStatement = function (statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement);
  statement.decls = this.visitVariableDeclarators(statement.decls);
  return statement;
};
