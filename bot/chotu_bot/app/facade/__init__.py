"""The parts of ``Chotu``, one for each thing a person does with a repository of tools."""
