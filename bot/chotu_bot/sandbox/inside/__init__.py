"""What runs on the far side: the fork server and all it does, in the tools' own interpreter.

Standard library only, and never an import of the rest of the program: these modules run in the
interpreter of the tool environment, loaded by path.
"""
